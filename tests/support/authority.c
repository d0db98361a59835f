#include "support/authority.h"

#include "base/memory.h"
#include "base/random.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DAY = 24 * 60 * 60 };

struct authority {
    EVP_PKEY *key;
    X509 *certificate;
    char file[64];
};

/* The tests cannot go on without: a broken OpenSSL is no case of theirs. */
static void require(int done)
{
    if (done <= 0)
        abort();
}

static void add_extension(X509 *certificate, int kind, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);
    require(extension && X509_add_ext(certificate, extension, -1));
    X509_EXTENSION_free(extension);
}

static X509 *certificate_new(EVP_PKEY *key, const char *name, long first_day, long last_day)
{
    X509 *certificate = X509_new();
    require(certificate != NULL);
    X509_NAME *subject = X509_get_subject_name(certificate);
    require(X509_set_version(certificate, 2));
    uint32_t serial = 0;
    random_secret(&serial, sizeof serial);
    require(ASN1_INTEGER_set(X509_get_serialNumber(certificate), (long)serial));
    require(X509_gmtime_adj(X509_getm_notBefore(certificate), first_day * DAY) != NULL);
    require(X509_gmtime_adj(X509_getm_notAfter(certificate), last_day * DAY) != NULL);
    require(X509_set_pubkey(certificate, key));
    require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0));
    return certificate;
}

static void sign(X509 *certificate, X509 *issuer, EVP_PKEY *key)
{
    require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)));
    require(X509_sign(certificate, key, EVP_sha256()));
}

static char *pem_of(EVP_PKEY *key, X509 *certificate)
{
    char *text = NULL;
    BIO *memory = BIO_new(BIO_s_mem());
    require(memory != NULL);
    require(key ? PEM_write_bio_PrivateKey(memory, key, NULL, NULL, 0, NULL, NULL)
                : PEM_write_bio_X509(memory, certificate));
    long length = BIO_get_mem_data(memory, &text);
    char *copy = memory_copy(text, (size_t)length);
    BIO_free(memory);
    return copy;
}

static void write_file(struct authority *authority)
{
    snprintf(authority->file, sizeof authority->file, "/tmp/crewcheck-authority-XXXXXX");
    int descriptor = mkstemp(authority->file);
    require(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    require(file && PEM_write_X509(file, authority->certificate));
    require(fclose(file) == 0);
}

struct authority *authority_new(void)
{
    struct authority *authority = memory_new(sizeof *authority);
    authority->key = EVP_EC_gen("P-256");
    require(authority->key != NULL);
    authority->certificate = certificate_new(authority->key, "crewcheck test authority", -30, 30);
    add_extension(authority->certificate, NID_basic_constraints, "critical,CA:TRUE");
    sign(authority->certificate, authority->certificate, authority->key);
    write_file(authority);
    return authority;
}

void authority_free(struct authority *authority)
{
    if (!authority)
        return;
    unlink(authority->file);
    X509_free(authority->certificate);
    EVP_PKEY_free(authority->key);
    free(authority);
}

const char *authority_file(const struct authority *authority)
{
    return authority->file;
}

void authority_issue(const struct authority *authority, enum certificate kind, char **certificate, char **key)
{
    EVP_PKEY *own = EVP_EC_gen("P-256");
    require(own != NULL);
    const char *names = "IP:127.0.0.1,IP:::1,DNS:localhost";
    bool elsewhere = kind == CERTIFICATE_WRONG_NAME;
    X509 *made = certificate_new(own, elsewhere ? "elsewhere.example" : "localhost", -20,
                                 kind == CERTIFICATE_EXPIRED ? -10 : 20);
    add_extension(made, NID_subject_alt_name, elsewhere ? "DNS:elsewhere.example" : names);
    if (kind == CERTIFICATE_SELF_SIGNED)
        sign(made, made, own);
    else
        sign(made, authority->certificate, authority->key);
    *certificate = pem_of(NULL, made);
    *key = pem_of(own, NULL);
    X509_free(made);
    EVP_PKEY_free(own);
}
