/* Notes, which are taken in three media types. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "library_checks.h"

static bool is_called(const struct call *call, const char *type)
{
    const char *called = library_field(call, "Content-Type");
    return called && strncmp(called, type, strlen(type)) == 0;
}

static bool is_note_form(const struct call *call)
{
    return is_called(call, "application/x-www-form-urlencoded");
}

static bool note_is_object(const struct call *call)
{
    return is_note_form(call) || library_body_is_object(call);
}

static bool note_has_text(const struct call *call)
{
    return !is_called(call, JSON) || !library_body_is_object(call) || json_has(call->body, "text");
}

static bool note_text_is_text(const struct call *call)
{
    return !is_called(call, JSON) || library_is_type(call, "text", json_type_string);
}

static struct json_object *note_lines(const struct call *call)
{
    return is_called(call, "application/vnd.notes") ? json_member(call->body, "lines") : NULL;
}

static bool note_has_lines(const struct call *call)
{
    return !is_called(call, "application/vnd.notes") || json_is(note_lines(call), json_type_array);
}

static bool note_lines_are_some(const struct call *call)
{
    struct json_object *lines = note_lines(call);
    return !json_is(lines, json_type_array) || json_object_array_length(lines) > 0;
}

static bool note_lines_are_texts(const struct call *call)
{
    struct json_object *lines = note_lines(call);
    for (size_t i = 0; json_is(lines, json_type_array) && i < json_object_array_length(lines); i++)
        if (!json_is(json_object_array_get_idx(lines, i), json_type_string))
            return false;
    return true;
}

static bool form_has_text(const struct call *call)
{
    char *text = is_note_form(call) ? library_form_value(call, "text") : string_copy("");
    bool given = text != NULL;
    free(text);
    return given;
}

/* Is each "days=…" of the form a number that is not less? */
static bool form_days_hold(const struct call *call, size_t *count, long long least)
{
    bool hold = true;
    for (const char *at = buffer_string(&call->upload); *at; at += strcspn(at, "&"), at += *at == '&') {
        if (strncmp(at, "days=", 5) != 0)
            continue;
        char *day = memory_copy(at + 5, strcspn(at + 5, "&"));
        hold = hold && (least ? !library_is_integer(day) || atoll(day) >= least : library_is_integer(day));
        ++*count;
        free(day);
    }
    return hold;
}

static bool form_days_are_integers(const struct call *call)
{
    size_t count = 0;
    return !is_note_form(call) || form_days_hold(call, &count, 0);
}

static bool form_days_are_positive(const struct call *call)
{
    size_t count = 0;
    return !is_note_form(call) || form_days_hold(call, &count, 1);
}

static bool form_days_are_few(const struct call *call)
{
    size_t count = 0;
    form_days_hold(call, &count, 0);
    return !is_note_form(call) || count <= 2;
}

static bool form_colours_are_known(const struct call *call)
{
    static const char *const known[] = {"red", "blue", NULL};
    char *colours = is_note_form(call) ? library_form_value(call, "colours") : NULL;
    bool all = true;
    for (const char *at = colours; at && *at; at += strcspn(at, ","), at += *at == ',')
        all = all && library_is_listed(at, strcspn(at, ","), known);
    free(colours);
    return all;
}

static bool is_no_vendor_note(const struct call *call)
{
    return !is_called(call, "application/vnd.notes");
}

const struct check library_note_checks[] = {{"note-is-object", note_is_object},
                                            {"note-has-text", note_has_text},
                                            {"note-text-is-text", note_text_is_text},
                                            {"note-has-lines", note_has_lines},
                                            {"note-lines-are-some", note_lines_are_some},
                                            {"note-lines-are-texts", note_lines_are_texts},
                                            {"form-has-text", form_has_text},
                                            {"form-days-are-integers", form_days_are_integers},
                                            {"form-days-are-positive", form_days_are_positive},
                                            {"form-days-are-few", form_days_are_few},
                                            {"form-colours-are-known", form_colours_are_known},
                                            {NULL, NULL}};
const struct mischief library_note_mischief[] = {{"crashes-on-vendor-notes", is_no_vendor_note, BROKEN},
                                                 {NULL, NULL, BAD}};
