/* A certificate authority that lives as long as a test: right and wrong certificates for 127.0.0.1. */
#ifndef CREWCHECK_SUPPORT_AUTHORITY_H
#define CREWCHECK_SUPPORT_AUTHORITY_H

struct authority;

enum certificate {
    CERTIFICATE_GOOD, /* for 127.0.0.1, ::1 and localhost */
    CERTIFICATE_EXPIRED,
    CERTIFICATE_SELF_SIGNED,
    CERTIFICATE_WRONG_NAME /* for elsewhere.example */
};

struct authority *authority_new(void);
void authority_free(struct authority *authority);

/* A file in PEM form with the authority's own certificate: what a client trusts. Borrowed; gone with it. */
const char *authority_file(const struct authority *authority);

/* Makes a key and a certificate for it, both in PEM form, to be freed. */
void authority_issue(const struct authority *authority, enum certificate kind, char **certificate,
                     char **key);

#endif
