#include "json/scan.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

struct json_place json_scan_place(const struct json_scanner *scanner)
{
    return (struct json_place){
        .line = scanner->line,
        .column = (unsigned)(scanner->at - scanner->base) + 1,
        .offset = (size_t)(scanner->at - json_document_source(scanner->document)->text),
    };
}

void json_scan_space(struct json_scanner *scanner)
{
    if ((unsigned char)*scanner->at > ' ')
        return;
    for (;; scanner->at++) {
        if (*scanner->at == '\n' || (*scanner->at == '\r' && scanner->at[1] != '\n')) {
            scanner->line++;
            scanner->base = scanner->at + 1;
        } else if (*scanner->at != ' ' && *scanner->at != '\t' && *scanner->at != '\r') {
            return;
        }
    }
}

enum { FOUND_ROOM = 64 };

/* Names what stands at the scanner. */
static const char *name_found(const struct json_scanner *scanner, char out[FOUND_ROOM])
{
    size_t rest = (size_t)(scanner->end - scanner->at);
    uint32_t code = 0;
    size_t size = text_decode(scanner->at, rest, &code);
    unsigned char byte = (unsigned char)*scanner->at;
    if (!rest)
        snprintf(out, FOUND_ROOM, "the end of the text");
    else if (!size)
        snprintf(out, FOUND_ROOM, "the byte 0x%02X, which is not UTF-8", byte);
    else if (byte < 0x20 || byte == 0x7f)
        snprintf(out, FOUND_ROOM, "the control character U+%04X", byte);
    else if (size == 1)
        snprintf(out, FOUND_ROOM, "'%c'", *scanner->at);
    else
        snprintf(out, FOUND_ROOM, "'%.*s' (U+%04X)", (int)size, scanner->at, code);
    return out;
}

/* What people write who know a neighbour of JSON. */
static const struct {
    const char *start, *advice;
} habits[] = {
    {"'", "strings stand in double quotes"},
    {"//", "JSON has no comments"},
    {"/*", "JSON has no comments"},
    {"#", "JSON has no comments"},
    {"NaN", "JSON has no word for it"},
    {"nan", "JSON has no word for it"},
    {"Infinity", "JSON has no word for it"},
    {"-Infinity", "JSON has no word for it"},
    {"inf", "JSON has no word for it"},
    {"undefined", "JSON has no word for it"},
    {"None", "JSON spells it null"},
    {"True", "JSON spells it true"},
    {"False", "JSON spells it false"},
    {"+", "a number begins with a digit or '-'"},
    {".", "a number begins with a digit or '-'"},
    {"\xef\xbb\xbf", "a byte order mark has no place in JSON"},
};

static const char *find_advice(const char *at)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (!strncmp(at, habits[i].start, strlen(habits[i].start)))
            return habits[i].advice;
    return NULL;
}

static bool unexpected(struct json_scanner *scanner, const char *expected, const char *advice)
{
    char found[FOUND_ROOM];
    return json_document_fault(scanner->document, scanner->error, json_scan_place(scanner),
                               "expected %s, found %s%s%s", expected, name_found(scanner, found),
                               advice ? ": " : "", advice ? advice : "");
}

bool json_scan_unexpected(struct json_scanner *scanner, const char *expected)
{
    return unexpected(scanner, expected, find_advice(scanner->at));
}

/* ---- Strings ---- */

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Is some byte of the word zero? (As usual for such tests, bytes above the first one may deceive.) */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80);
}

/* Passes what stands for itself, eight bytes at once where there are so many. */
static void skip_plain(struct json_scanner *scanner)
{
    const char *at = scanner->at;
    for (; scanner->end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        uint64_t low = (word - EACH_BYTE(0x20)) & ~word & EACH_BYTE(0x80);
        uint64_t high = word & EACH_BYTE(0x80);
        uint64_t special = low | high | zero_bytes(word ^ EACH_BYTE('"')) | zero_bytes(word ^ EACH_BYTE('\\'));
        if (!special)
            continue;
        if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
            scanner->at = at + __builtin_ctzll(special) / 8;
            return;
        }
        break;
    }
    while (is_plain((unsigned char)*at))
        at++;
    scanner->at = at;
}

/* Passes characters beyond ASCII, of which there is at least one. */
static bool skip_characters(struct json_scanner *scanner)
{
    do {
        size_t size = text_decode(scanner->at, (size_t)(scanner->end - scanner->at), NULL);
        if (!size)
            return unexpected(scanner, "UTF-8", NULL);
        scanner->at += size;
        scanner->base += size - 1;
    } while ((unsigned char)*scanner->at >= 0x80);
    return true;
}

enum { ESCAPED_MOST = 4 };

/* Appends what stands before an escape, and makes room for what the escape stands for. */
static void keep_run(struct json_scanner *scanner, const char *run)
{
    size_t length = (size_t)(scanner->at - run), wanted = scanner->scratch_length + length + ESCAPED_MOST;
    if (wanted > scanner->scratch_capacity) {
        size_t room = 0;
        scanner->scratch = memory_grow(scanner->scratch, wanted * 2, &room, 1);
        scanner->scratch_capacity = room;
    }
    memcpy(scanner->scratch + scanner->scratch_length, run, length);
    scanner->scratch_length += length;
}

static int hex_digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    if (character >= 'A' && character <= 'F')
        return character - 'A' + 10;
    return -1;
}

/* Reads the four digits of an escape. */
static bool read_unit(struct json_scanner *scanner, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, scanner->at++) {
        int digit = hex_digit(*scanner->at);
        if (digit < 0)
            return unexpected(scanner, "four hexadecimal digits after \\u", NULL);
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

static bool is_low_surrogate(uint32_t unit)
{
    return unit >= 0xdc00 && unit < 0xe000;
}

/* Half a character: U+FFFD stands for it from now on. */
static bool note_surrogate(struct json_scanner *scanner, struct json_place place, uint32_t *code)
{
    const char *text = arena_format(json_document_arena(scanner->document), "\\u%04x", *code);
    if (scanner->builder.limits.doubts_are_errors)
        return json_document_fault(scanner->document, scanner->error, place,
                                   "the escape %s is one half of a surrogate pair; expected both halves",
                                   text);
    json_document_doubt(scanner->document, JSON_DOUBT_LONE_SURROGATE, place, text);
    *code = 0xfffd;
    return true;
}

/* Reads what stands behind "\u", a second escape too where both make up a pair. */
static bool read_code(struct json_scanner *scanner, struct json_place place, uint32_t *code)
{
    if (!read_unit(scanner, code))
        return false;
    if (*code < 0xd800 || *code >= 0xe000)
        return true;
    if (is_low_surrogate(*code) || scanner->at[0] != '\\' || scanner->at[1] != 'u')
        return note_surrogate(scanner, place, code);
    const char *second = scanner->at;
    uint32_t low = 0;
    scanner->at += 2;
    if (!read_unit(scanner, &low))
        return false;
    if (!is_low_surrogate(low)) {
        scanner->at = second;
        return note_surrogate(scanner, place, code);
    }
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static bool read_escape(struct json_scanner *scanner)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    struct json_place place = json_scan_place(scanner);
    scanner->at++;
    if (*scanner->at == 'u') {
        uint32_t code = 0;
        scanner->at++;
        if (!read_code(scanner, place, &code))
            return false;
        scanner->scratch_length += text_encode(code, scanner->scratch + scanner->scratch_length);
        return true;
    }
    const char *letter = *scanner->at ? strchr(letters, *scanner->at) : NULL;
    if (!letter)
        return unexpected(scanner, "one of \" \\ / b f n r t u after a backslash", NULL);
    scanner->at++;
    scanner->scratch[scanner->scratch_length++] = meanings[letter - letters];
    return true;
}

bool json_scan_string(struct json_scanner *scanner, const char **bytes, size_t *length)
{
    const char *run = scanner->at;
    bool escaped = false;
    scanner->scratch_length = 0;
    for (skip_plain(scanner); *scanner->at != '"'; skip_plain(scanner)) {
        if (*scanner->at == '\\') {
            escaped = true;
            keep_run(scanner, run);
            if (!read_escape(scanner))
                return false;
            run = scanner->at;
        } else if ((unsigned char)*scanner->at < 0x20) {
            return unexpected(
                scanner, scanner->at == scanner->end ? "a closing '\"'" : "an escape for a control character",
                NULL);
        } else if (!skip_characters(scanner)) {
            return false;
        }
    }
    if (escaped)
        keep_run(scanner, run);
    *bytes = escaped ? scanner->scratch : run;
    *length = escaped ? scanner->scratch_length : (size_t)(scanner->at - run);
    scanner->at++;
    return true;
}

/* ---- Numbers ---- */

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static bool skip_digits(struct json_scanner *scanner, const char *expected)
{
    if (!is_digit(*scanner->at))
        return json_scan_unexpected(scanner, expected);
    while (is_digit(*scanner->at))
        scanner->at++;
    return true;
}

static bool skip_integer(struct json_scanner *scanner)
{
    if (*scanner->at == '-')
        scanner->at++;
    if (*scanner->at != '0')
        return skip_digits(scanner, "a digit after '-'");
    scanner->at++;
    if (is_digit(*scanner->at))
        return json_scan_unexpected(scanner, "no digit after a leading zero");
    return true;
}

static bool skip_number(struct json_scanner *scanner)
{
    if (!skip_integer(scanner))
        return false;
    if (*scanner->at == '.') {
        scanner->at++;
        if (!skip_digits(scanner, "a digit after '.'"))
            return false;
    }
    if (*scanner->at != 'e' && *scanner->at != 'E')
        return true;
    scanner->at++;
    if (*scanner->at == '+' || *scanner->at == '-')
        scanner->at++;
    return skip_digits(scanner, "a digit in the exponent");
}

bool json_scan_number(struct json_scanner *scanner, struct json_object **node)
{
    struct json_place place = json_scan_place(scanner);
    const char *start = scanner->at;
    if (!skip_number(scanner))
        return false;
    *node = json_document_number(scanner->document, start, (size_t)(scanner->at - start), place);
    return true;
}
