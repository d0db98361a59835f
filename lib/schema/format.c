#include "schema/format.h"

#include <stdlib.h>
#include <string.h>

#include "json/number.h"
#include "schema/schema.h"

static bool between(const char *number, const char *least, const char *most)
{
    return json_number_compare(number, least) >= 0 && json_number_compare(number, most) <= 0;
}

static bool is_int32(const char *number)
{
    return json_number_is_integer(number) && between(number, "-2147483648", "2147483647");
}

static bool is_int64(const char *number)
{
    return json_number_is_integer(number) && between(number, "-9223372036854775808", "9223372036854775807");
}

/* The largest values of IEEE 754; a number that only loses digits is still one of the format. */
static bool is_float(const char *number)
{
    return between(number, "-3.4028234663852885981e38", "3.4028234663852885981e38");
}

static bool is_double(const char *number)
{
    return between(number, "-1.7976931348623157081e308", "1.7976931348623157081e308");
}

static const struct schema_format formats[] = {
    {"byte", "text in base64 (RFC 4648)", schema_is_byte, NULL},
    {"date", "a date (RFC 3339, such as 2025-10-31)", schema_is_date, NULL},
    {"date-time", "a date and time (RFC 3339, such as 2025-10-31T08:30:00Z)", schema_is_date_time, NULL},
    {"double", "a number that a double can hold", NULL, is_double},
    {"email", "an e-mail address (RFC 5322)", schema_is_email, NULL},
    {"float", "a number that a float can hold", NULL, is_float},
    {"hostname", "a host name (RFC 1123)", schema_is_hostname, NULL},
    {"int32", "an integer of 32 bits", NULL, is_int32},
    {"int64", "an integer of 64 bits", NULL, is_int64},
    {"ipv4", "an IPv4 address", schema_is_ipv4, NULL},
    {"ipv6", "an IPv6 address", schema_is_ipv6, NULL},
    {"uri", "a URI with its scheme (RFC 3986)", schema_is_uri, NULL},
    {"uuid", "a UUID (RFC 4122: 8-4-4-4-12 hexadecimal digits)", schema_is_uuid, NULL},
};

const struct schema_format *schema_format_find(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

bool schema_format_known(const char *name)
{
    return schema_format_find(name) || strcmp(name, "binary") == 0 || strcmp(name, "password") == 0;
}

/* A number of the JSON grammar (RFC 8259, section 6). */
static bool is_json_number(const char *text, size_t length)
{
    if (memchr(text, '\0', length))
        return false;
    const char *at = text + (*text == '-');
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || (*at == '0' && digits > 1))
        return false;
    at += digits;
    if (*at == '.') {
        digits = strspn(++at, "0123456789");
        if (digits == 0)
            return false;
        at += digits;
    }
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '+' || at[1] == '-' ? 2 : 1;
        digits = strspn(at, "0123456789");
        if (digits == 0)
            return false;
        at += digits;
    }
    return *at == '\0';
}

bool schema_format_holds(const char *name, const char *text, size_t length)
{
    const struct schema_format *format = schema_format_find(name);
    if (!format)
        return true;
    if (format->text_holds)
        return format->text_holds(text, length);
    char *copy = memory_copy(text, length);
    bool holds = is_json_number(copy, length) && format->number_holds(copy);
    free(copy);
    return holds;
}
