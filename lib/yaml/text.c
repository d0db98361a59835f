#include <string.h>

#include "base/text.h"
#include "yaml/reader.h"

/* libyaml knows YAML 1.1, in which these three end a line; in 1.2 they are characters like any other (section 5.4).
 * Characters that Unicode keeps for such inner use stand for them while libyaml reads. */
static const struct {
    uint32_t character;
    const char *spelling, *stand_in;
} breaks[] = {
    {0x0085, "\xc2\x85", "\xef\xb7\x90"},
    {0x2028, "\xe2\x80\xa8", "\xef\xb7\x91"},
    {0x2029, "\xe2\x80\xa9", "\xef\xb7\x92"},
};

enum { BREAKS = sizeof breaks / sizeof *breaks, STAND_IN_SIZE = 3 };

static bool ends_line_in_1_1(uint32_t code)
{
    return code == breaks[0].character || code == breaks[1].character || code == breaks[2].character;
}

static bool is_printable(uint32_t code)
{
    if (code < 0xa0)
        return (code >= 0x20 && code < 0x7f) || code == '\t' || code == '\n' || code == '\r' || code == 0x85;
    return code != 0xfffe && code != 0xffff;
}

/* ---- Places ---- */

static void rewind_cursor(struct yaml_cursor *cursor)
{
    bool marked = cursor->end - cursor->start >= 3 && !memcmp(cursor->start, "\xef\xbb\xbf", 3);
    cursor->at = cursor->start + (marked ? 3 : 0);
    cursor->index = 0;
    cursor->line = cursor->column = 1;
}

struct json_place yaml_cursor_place(struct yaml_cursor *cursor, size_t index)
{
    if (!cursor->line || index < cursor->index)
        rewind_cursor(cursor);
    for (; cursor->index < index && cursor->at < cursor->end; cursor->index++) {
        size_t size = text_decode(cursor->at, (size_t)(cursor->end - cursor->at), NULL);
        cursor->column++;
        if (*cursor->at == '\n' || (*cursor->at == '\r' && cursor->at[1] != '\n')) {
            cursor->line++;
            cursor->column = 1;
        }
        cursor->at += size ? size : 1;
    }
    return (struct json_place){cursor->line, cursor->column, (size_t)(cursor->at - cursor->start)};
}

/* ---- Checking ---- */

static struct json_place place_of_offset(struct yaml_cursor *cursor, size_t offset)
{
    size_t index = 0;
    while (yaml_cursor_place(cursor, index).offset < offset)
        index++;
    return yaml_cursor_place(cursor, index);
}

/* Passes over the whole text; false at the first fault. */
static bool check_text(const struct json_document *document, struct yaml_cursor *cursor, bool *has_breaks,
                       struct error *error)
{
    const struct json_source *source = json_document_source(document);
    size_t size = 1;
    for (size_t i = 0; i < source->length; i += size) {
        uint32_t code = 0;
        size = text_decode(source->text + i, source->length - i, &code);
        if (!size)
            return json_document_fault(document, error, place_of_offset(cursor, i),
                                       "the byte 0x%02X is not UTF-8", (unsigned char)source->text[i]);
        if (!is_printable(code))
            return json_document_fault(
                document, error, place_of_offset(cursor, i),
                "the character U+%04X has no place in YAML; expected it as an escape in "
                "double quotes",
                code);
        *has_breaks = *has_breaks || ends_line_in_1_1(code);
    }
    return true;
}

/* ---- Stand-ins ---- */

/* Does the text hold a stand-in already, as it is or as an escape? */
static bool is_ambiguous(const char *text)
{
    for (int i = 0; i < BREAKS; i++)
        if (strstr(text, breaks[i].stand_in))
            return true;
    return strcasestr(text, "\\ufdd") || strcasestr(text, "\\U0000fdd");
}

static int break_at(const char *text, const char *const *spellings)
{
    for (int i = 0; i < BREAKS; i++)
        if (!strncmp(text, spellings[i], strlen(spellings[i])))
            return i;
    return BREAKS;
}

static void write_stand_ins(const struct json_source *source, struct buffer *prepared)
{
    const char *const spellings[] = {breaks[0].spelling, breaks[1].spelling, breaks[2].spelling};
    const char *at = source->text, *run = at, *end = at + source->length;
    while (at < end) {
        int found = (unsigned char)*at < 0x80 ? BREAKS : break_at(at, spellings);
        if (found == BREAKS) {
            at++;
            continue;
        }
        buffer_append(prepared, run, (size_t)(at - run));
        buffer_text(prepared, breaks[found].stand_in);
        run = at += strlen(spellings[found]);
    }
    buffer_append(prepared, run, (size_t)(end - run));
}

size_t yaml_text_restore(char *text, size_t length)
{
    const char *const spellings[] = {breaks[0].stand_in, breaks[1].stand_in, breaks[2].stand_in};
    char *out = text;
    for (const char *at = text, *end = text + length; at < end;) {
        int found = end - at < STAND_IN_SIZE || *at != *spellings[0] ? BREAKS : break_at(at, spellings);
        if (found == BREAKS) {
            *out++ = *at++;
            continue;
        }
        out = mempcpy(out, breaks[found].spelling, strlen(breaks[found].spelling));
        at += STAND_IN_SIZE;
    }
    *out = '\0';
    return (size_t)(out - text);
}

bool yaml_text_prepare(const struct json_document *document, struct yaml_cursor *cursor,
                       struct buffer *prepared, struct error *error)
{
    const struct json_source *source = json_document_source(document);
    bool has_breaks = false;
    if (source->length >= 2 && (!memcmp(source->text, "\xff\xfe", 2) || !memcmp(source->text, "\xfe\xff", 2)))
        return json_document_fault(document, error, (struct json_place){1, 1, 0},
                                   "a text in UTF-16; expected UTF-8");
    if (!check_text(document, cursor, &has_breaks, error))
        return false;
    if (!has_breaks)
        return true;
    if (is_ambiguous(source->text))
        return json_document_fault(
            document, error, (struct json_place){1, 1, 0},
            "a text with a line separator (U+0085, U+2028 or U+2029) and a character of "
            "U+FDD0 to U+FDDF; expected one of the two as an escape");
    write_stand_ins(source, prepared);
    return true;
}
