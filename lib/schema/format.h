/* Private to lib/schema: the formats of the Schema Object, one row each. */
#ifndef CREWCHECK_SCHEMA_FORMAT_H
#define CREWCHECK_SCHEMA_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct schema_format {
    const char *name;
    const char *words; /* what a value is, with its article: "a UUID (…)" */
    /* One of the two: does a string, or a number by its JSON text, keep the format? */
    bool (*text_holds)(const char *text, size_t length);
    bool (*number_holds)(const char *number);
};

/* The row of a format, or NULL where it is unknown or constrains nothing. */
const struct schema_format *schema_format_find(const char *name);

/* formats.c */
bool schema_is_byte(const char *text, size_t length);
bool schema_is_date(const char *text, size_t length);
bool schema_is_date_time(const char *text, size_t length);
bool schema_is_uuid(const char *text, size_t length);
bool schema_is_uri(const char *text, size_t length);
bool schema_is_hostname(const char *text, size_t length);
bool schema_is_ipv4(const char *text, size_t length);
bool schema_is_ipv6(const char *text, size_t length);
bool schema_is_email(const char *text, size_t length);

#endif
