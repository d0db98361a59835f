/* Formats with a grammar of their own. */
#include "schema/format.h"

#include <stdint.h>
#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 4648, section 4: the standard alphabet, padded. */
bool schema_is_byte(const char *text, size_t length)
{
    if (length % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
        padding++;
    for (size_t i = 0; i < length - padding; i++)
        if (!is_letter(text[i]) && !is_digit(text[i]) && text[i] != '+' && text[i] != '/')
            return false;
    return true;
}

/* Does the text follow the shape? '9' stands for a digit, 'f' for a hexadecimal one, everything else for itself. */
static bool has_shape(const char *text, size_t length, const char *shape)
{
    if (length != strlen(shape))
        return false;
    for (size_t i = 0; i < length; i++) {
        bool hexadecimal =
            is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f') || (text[i] >= 'A' && text[i] <= 'F');
        if (shape[i] == '9' ? !is_digit(text[i]) : shape[i] == 'f' ? !hexadecimal : text[i] != shape[i])
            return false;
    }
    return true;
}

/* RFC 4122, section 3. Any version and variant, in either case. */
bool schema_is_uuid(const char *text, size_t length)
{
    return has_shape(text, length, "ffffffff-ffff-ffff-ffff-ffffffffffff");
}

static int number(const char *text, int digits)
{
    int value = 0;
    for (int i = 0; i < digits; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* RFC 3339, section 5.6: full-date, with a day that the calendar has. */
bool schema_is_date(const char *text, size_t length)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_shape(text, length, "9999-99-99"))
        return false;
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    if (month < 1 || month > 12)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* time-offset: sets the minutes that local time is ahead of UTC. */
static bool read_offset(const char *text, size_t length, int *minutes)
{
    *minutes = 0;
    if (length == 1)
        return *text == 'Z' || *text == 'z';
    if (!has_shape(text, length, "+99:99") && !has_shape(text, length, "-99:99"))
        return false;
    int hour = number(text + 1, 2), minute = number(text + 4, 2);
    *minutes = (hour * 60 + minute) * (*text == '-' ? -1 : 1);
    return hour <= 23 && minute <= 59;
}

/* RFC 3339, section 5.6: date-time. A leap second is the last second of a day in UTC (section 5.7); whether that
 * day had one is not asked. */
bool schema_is_date_time(const char *text, size_t length)
{
    if (length < 20 || !schema_is_date(text, 10) || (text[10] != 'T' && text[10] != 't') ||
        !has_shape(text + 11, 8, "99:99:99"))
        return false;
    int hour = number(text + 11, 2), minute = number(text + 14, 2), second = number(text + 17, 2), ahead = 0;
    size_t at = 19;
    if (text[at] == '.') {
        size_t start = ++at;
        while (at < length && is_digit(text[at]))
            at++;
        if (at == start)
            return false;
    }
    if (hour > 23 || minute > 59 || second > 60 || !read_offset(text + at, length - at, &ahead))
        return false;
    int minute_of_day = ((hour * 60 + minute - ahead) % 1440 + 1440) % 1440;
    return second < 60 || minute_of_day == 1439;
}

/* RFC 1123, section 2.1: labels of letters, digits and inner hyphens, up to 63; 253 characters in all. */
bool schema_is_hostname(const char *text, size_t length)
{
    if (length == 0 || length > 253)
        return false;
    size_t label = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i == length || text[i] == '.') {
            if (label == 0 || label > 63 || text[i - 1] == '-')
                return false;
            label = 0;
        } else if (is_letter(text[i]) || is_digit(text[i]) || (text[i] == '-' && label > 0)) {
            label++;
        } else {
            return false;
        }
    }
    return true;
}

static bool is_atom_character(char c)
{
    return is_letter(c) || is_digit(c) || (c && strchr("!#$%&'*+-/=?^_`{|}~", c));
}

/* Dot-string: atoms with single dots between them. */
static bool is_dotted(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        bool inner = i > 0 && i + 1 < length && text[i - 1] != '.';
        if (text[i] == '.' ? !inner : !is_atom_character(text[i]))
            return false;
    }
    return length > 0;
}

/* Quoted-string: between quotes printable characters, quotes and backslashes behind a backslash. */
static bool is_quoted(const char *text, size_t length)
{
    if (length < 2 || text[0] != '"' || text[length - 1] != '"')
        return false;
    for (size_t i = 1; i < length - 1; i++) {
        if (text[i] == '\\' && ++i == length - 1)
            return false;
        if (text[i] < ' ' || text[i] > '~' || (text[i] == '"' && text[i - 1] != '\\'))
            return false;
    }
    return true;
}

/* address-literal (RFC 5321, section 4.1.3): [192.0.2.1] or [IPv6:2001:db8::1]. */
static bool is_address_literal(const char *text, size_t length)
{
    static const char tag[] = "IPv6:";
    if (length < 2 || text[0] != '[' || text[length - 1] != ']')
        return false;
    text++;
    length -= 2;
    if (length > sizeof tag - 1 && strncmp(text, tag, sizeof tag - 1) == 0)
        return schema_is_ipv6(text + sizeof tag - 1, length - (sizeof tag - 1));
    return schema_is_ipv4(text, length);
}

/* RFC 5322, section 3.4.1, without comments and folding: Mailbox of RFC 5321, section 4.1.2. */
bool schema_is_email(const char *text, size_t length)
{
    const char *at = memrchr(text, '@', length);
    if (!at)
        return false;
    size_t local = (size_t)(at - text), domain = length - local - 1;
    if (local > 64 || !(is_dotted(text, local) || is_quoted(text, local)))
        return false;
    return schema_is_hostname(at + 1, domain) || is_address_literal(at + 1, domain);
}
