/* How a target is reached, as the command line has it, its header fields (NAME:VALUE) above all. */
#ifndef CREWCHECK_CLI_HEADERS_H
#define CREWCHECK_CLI_HEADERS_H

#include "base/error.h"
#include "cli/options.h"
#include "http/exchange.h"
#include "record/redact.h"

struct connection_options {
    struct option_list headers;
    const char *ca_file;
    bool insecure;
};

/* The rows of every command that sends requests, among others of the group "Target". */
extern const struct option connection_rows[3];

/* Appends the fields; false with `error` where one is none, or is one that every case sends by its own rules. */
bool headers_parse(const struct option_list *texts, struct http_headers *headers, struct error *error)
    __attribute__((warn_unused_result));

/* Values of fields that by their names hold secrets must never be written down. */
void headers_hide(const struct http_headers *headers, struct redact *redact);

#endif
