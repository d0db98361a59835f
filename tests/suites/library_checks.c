#include "library_checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "schema/schema.h"

bool library_is_broken(const struct call *call, const char *fault)
{
    return call->library->fault && strcmp(call->library->fault, fault) == 0;
}

/* ---- What is asked ---- */

static const char *query(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *library_field(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_HEADER_KIND, name);
}

bool library_is_integer(const char *text)
{
    size_t digits = strspn(text + (*text == '-'), "0123456789");
    return digits > 0 && digits < 16 && !text[digits + (*text == '-')];
}

static size_t length_of(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

bool library_is_listed(const char *text, size_t length, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == length && strncmp(*list, text, length) == 0)
            return true;
    return false;
}

const char *library_cookie(const struct call *call, const char *name)
{
    return MHD_lookup_connection_value(call->connection, MHD_COOKIE_KIND, name);
}

/* ---- What is checked ---- */

static bool limit_type(const struct call *call)
{
    const char *limit = query(call, "limit");
    return !limit || library_is_integer(limit);
}

static bool limit_least(const struct call *call)
{
    const char *limit = query(call, "limit");
    return !limit || !library_is_integer(limit) || atoi(limit) >= 1;
}

static bool limit_most(const struct call *call)
{
    const char *limit = query(call, "limit");
    return !limit || !library_is_integer(limit) || atoi(limit) <= 50;
}

static bool topics_known(const struct call *call)
{
    static const char *const known[] = {"art", "law", "sea", NULL};
    const char *at = query(call, "topics");
    for (; at && *at; at += at[strcspn(at, ",")] ? strcspn(at, ",") + 1 : strlen(at))
        if (!library_is_listed(at, strcspn(at, ","), known))
            return false;
    return true;
}

static bool topics_few(const struct call *call)
{
    const char *topics = query(call, "topics");
    size_t commas = 0;
    for (; topics && *topics; topics++)
        commas += *topics == ',';
    return commas < 2;
}

static bool q_short(const struct call *call)
{
    const char *q = query(call, "q");
    return !q || length_of(q) <= 40;
}

static bool trace_is_uuid(const struct call *call)
{
    const char *trace = library_field(call, "X-Trace");
    return !trace || schema_format_holds("uuid", trace, strlen(trace));
}

static bool order_known(const struct call *call)
{
    static const char *const known[] = {"asc", "desc", NULL};
    const char *order = library_cookie(call, "order");
    return !order || library_is_listed(order, strlen(order), known);
}

bool library_body_is_object(const struct call *call)
{
    return json_is(call->body, json_type_object);
}

static bool name_given(const struct call *call)
{
    return !library_body_is_object(call) || json_has(call->body, "name");
}

bool library_is_type(const struct call *call, const char *name, enum json_type type)
{
    return !json_has(call->body, name) || json_is(json_member(call->body, name), type);
}

static bool name_is_text(const struct call *call)
{
    return library_is_type(call, "name", json_type_string);
}

static bool name_short(const struct call *call)
{
    const char *name = json_member_string(call->body, "name");
    return !name || length_of(name) <= 20000;
}

static bool width_is_integer(const struct call *call)
{
    return library_is_type(call, "width", json_type_int);
}

static int64_t width_of(const struct call *call)
{
    struct json_object *width = json_member(call->body, "width");
    return json_is(width, json_type_int) ? json_object_get_int64(width) : 1;
}

static bool width_least(const struct call *call)
{
    return width_of(call) >= 1;
}

static bool width_most(const struct call *call)
{
    return width_of(call) <= 900;
}

static bool note_is_text(const struct call *call)
{
    return !json_member(call->body, "note") || library_is_type(call, "note", json_type_string);
}

static bool tags_are_list(const struct call *call)
{
    return library_is_type(call, "tags", json_type_array);
}

static bool tags_few(const struct call *call)
{
    struct json_object *tags = json_member_array(call->body, "tags");
    return !tags || json_object_array_length(tags) <= 4;
}

static bool tags_are_texts(const struct call *call)
{
    struct json_object *tags = json_member_array(call->body, "tags");
    for (size_t i = 0; tags && i < json_object_array_length(tags); i++)
        if (!json_is(json_object_array_get_idx(tags, i), json_type_string))
            return false;
    return true;
}

static bool shelf_is_number(const struct call *call)
{
    return library_is_integer(call->path + strlen("/shelves/"));
}

static bool shelf_is_positive(const struct call *call)
{
    return !shelf_is_number(call) || atoll(call->path + strlen("/shelves/")) >= 1;
}

struct ids {
    const char *seen[16];
    size_t count;
    bool integers, distinct;
};

static enum MHD_Result look_at_id(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct ids *ids = context;
    (void)kind;
    if (strcmp(name, "ids") != 0 || !value || ids->count == 16)
        return MHD_YES;
    for (size_t i = 0; i < ids->count; i++)
        ids->distinct = ids->distinct && strcmp(ids->seen[i], value) != 0;
    ids->integers = ids->integers && library_is_integer(value);
    ids->seen[ids->count++] = value;
    return MHD_YES;
}

static struct ids ids_of(const struct call *call)
{
    struct ids ids = {.integers = true, .distinct = true};
    MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND, look_at_id, &ids);
    return ids;
}

static bool ids_are_integers(const struct call *call)
{
    return ids_of(call).integers;
}

static bool ids_are_distinct(const struct call *call)
{
    return ids_of(call).distinct;
}

static bool author_given(const struct call *call)
{
    return query(call, "by[author]") != NULL;
}

static bool author_long_enough(const struct call *call)
{
    const char *author = query(call, "by[author]");
    return !author || *author;
}

static bool year_is_integer(const struct call *call)
{
    const char *year = query(call, "by[year]");
    return !year || library_is_integer(year);
}

static enum MHD_Result look_for_others(void *context, enum MHD_ValueKind kind, const char *name,
                                       const char *value)
{
    bool *others = context;
    (void)kind;
    (void)value;
    *others = *others || (strncmp(name, "by[", 3) == 0 && strcmp(name, "by[author]") != 0 &&
                          strcmp(name, "by[year]") != 0);
    return MHD_YES;
}

static bool by_holds_no_others(const struct call *call)
{
    bool others = false;
    MHD_get_connection_values(call->connection, MHD_GET_ARGUMENT_KIND, look_for_others, &others);
    return !others;
}

/* The value of a member of a form, decoded; free() it. NULL where there is none. */
char *library_form_value(const struct call *call, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = buffer_string(&call->upload); *at; at += strcspn(at, "&"), at += *at == '&') {
        if (strncmp(at, name, length) != 0 || at[length] != '=')
            continue;
        char *value = memory_copy(at + length + 1, strcspn(at + length + 1, "&"));
        for (char *c = value; *c; c++)
            *c = *c == '+' ? ' ' : *c;
        MHD_http_unescape(value);
        return value;
    }
    return NULL;
}

static bool loan_has_member(const struct call *call)
{
    char *member = library_form_value(call, "member");
    bool given = member != NULL;
    free(member);
    return given;
}

static bool loan_days_are_integer(const struct call *call)
{
    char *days = library_form_value(call, "days");
    bool integer = !days || library_is_integer(days);
    free(days);
    return integer;
}

static bool loan_is_not_of(const struct call *call, int least, int most)
{
    char *days = library_form_value(call, "days");
    bool outside = !days || !library_is_integer(days) || atoi(days) < least || atoi(days) > most;
    free(days);
    return outside;
}

static bool loan_is_long_enough(const struct call *call)
{
    return loan_is_not_of(call, -1000, 0);
}

static bool loan_is_short_enough(const struct call *call)
{
    return loan_is_not_of(call, 31, 1000);
}

static bool loan_is_not_longest(const struct call *call)
{
    return loan_is_not_of(call, 30, 30);
}

static bool cover_has_title(const struct call *call)
{
    return strstr(buffer_string(&call->upload), "form-data; name=\"title\"\r\n\r\n") != NULL;
}

static bool cover_has_image(const struct call *call)
{
    return strstr(buffer_string(&call->upload), "form-data; name=\"image\"; filename=") != NULL;
}

static bool motto_is_short(const struct call *call)
{
    return length_of(buffer_string(&call->upload)) <= 30;
}

static bool motto_language_known(const struct call *call)
{
    static const char *const known[] = {"en", "fr", NULL};
    const char *language = library_cookie(call, "language");
    return !language || library_is_listed(language, strlen(language), known);
}

static bool motto_is_plain(const struct call *call)
{
    return !strstr(buffer_string(&call->upload), "<b>") && !strchr(buffer_string(&call->upload), '{');
}

const struct check library_loan_checks[] = {{"loan-has-member", loan_has_member},
                                            {"loan-days-are-integer", loan_days_are_integer},
                                            {"loan-is-long-enough", loan_is_long_enough},
                                            {"loan-is-short-enough", loan_is_short_enough},
                                            {NULL, NULL}};
const struct check library_cover_checks[] = {
    {"cover-has-title", cover_has_title}, {"cover-has-image", cover_has_image}, {NULL, NULL}};
const struct check library_motto_checks[] = {
    {"motto-is-short", motto_is_short}, {"motto-language-known", motto_language_known}, {NULL, NULL}};
const struct check library_list_checks[] = {
    {"limit-type", limit_type},       {"limit-least", limit_least}, {"limit-most", limit_most},
    {"topics-known", topics_known},   {"topics-few", topics_few},   {"q-short", q_short},
    {"trace-is-uuid", trace_is_uuid}, {"order-known", order_known}, {NULL, NULL}};
const struct check library_add_checks[] = {{"body-is-object", library_body_is_object},
                                           {"name-given", name_given},
                                           {"name-is-text", name_is_text},
                                           {"name-short", name_short},
                                           {"width-is-integer", width_is_integer},
                                           {"width-least", width_least},
                                           {"width-most", width_most},
                                           {"note-is-text", note_is_text},
                                           {"tags-are-list", tags_are_list},
                                           {"tags-few", tags_few},
                                           {"tags-are-texts", tags_are_texts},
                                           {NULL, NULL}};
const struct check library_shelf_checks[] = {
    {"shelf-is-number", shelf_is_number}, {"shelf-is-positive", shelf_is_positive}, {NULL, NULL}};
const struct check library_find_checks[] = {{"ids-are-integers", ids_are_integers},
                                            {"ids-are-distinct", ids_are_distinct},
                                            {"author-given", author_given},
                                            {"author-long-enough", author_long_enough},
                                            {"year-is-integer", year_is_integer},
                                            {"by-holds-no-others", by_holds_no_others},
                                            {NULL, NULL}};

/* ---- What is refused that should be taken: made as checks that only the fault makes ---- */

static bool q_is_ascii(const struct call *call)
{
    for (const char *q = query(call, "q"); q && *q; q++)
        if ((unsigned char)*q >= 0x80)
            return false;
    return true;
}

static bool limit_below_most(const struct call *call)
{
    const char *limit = query(call, "limit");
    return !limit || atoi(limit) < 50;
}

static bool no_trace(const struct call *call)
{
    return !library_field(call, "X-Trace");
}

static bool order_ascends(const struct call *call)
{
    const char *order = library_cookie(call, "order");
    return !order || strcmp(order, "desc") != 0;
}

static bool topics_without_sea(const struct call *call)
{
    const char *topics = query(call, "topics");
    return !topics || !strstr(topics, "sea");
}

static bool name_not_empty(const struct call *call)
{
    const char *name = json_member_string(call->body, "name");
    return !name || *name;
}

static bool name_below_long(const struct call *call)
{
    const char *name = json_member_string(call->body, "name");
    return !name || length_of(name) < 5000;
}

static bool note_is_not_null(const struct call *call)
{
    return !json_has(call->body, "note") || json_member(call->body, "note");
}

static bool width_below_most(const struct call *call)
{
    return width_of(call) < 900;
}

static bool names_are_known(const struct call *call)
{
    return !json_has(call->body, "crewcheckUnknown");
}

static bool no_markup(const struct call *call)
{
    char *text = call->body ? json_text(call->body, JSON_COMPACT) : string_copy("");
    bool none = !strstr(text, "<b>");
    free(text);
    return none;
}

static bool no_ids(const struct call *call)
{
    return ids_of(call).count == 0;
}

static bool nothing_at_all(const struct call *call)
{
    (void)call;
    return false;
}

/* ---- Mischief ---- */

const struct mischief library_list_mischief[] = {
    {"refuses-far-scripts", q_is_ascii, BAD},
    {"refuses-greatest-limit", limit_below_most, BAD},
    {"refuses-traces", no_trace, BAD},
    {"refuses-descending-order", order_ascends, BAD},
    {"crashes-on-sea", topics_without_sea, BROKEN},
    {"shelves-without-id", NULL, {200, JSON, "[{\"name\":\"x\"}]", true}},
    {"shelves-as-text", NULL, {200, "text/plain", "[]", true}},
    {"shelves-without-total", NULL, {200, JSON, "[]", false}},
    {"shelves-cut-off", NULL, {200, JSON, "[{\"id\":7", true}},
    {"shelves-accepted", NULL, {202, JSON, "[]", true}},
    {NULL, NULL, BAD}};
const struct mischief library_add_mischief[] = {
    {"refuses-empty-names", name_not_empty, BAD},
    {"refuses-long-names", name_below_long, BAD},
    {"refuses-null-notes", note_is_not_null, BAD},
    {"refuses-greatest-width", width_below_most, BAD},
    {"refuses-unknown-names", names_are_known, BAD},
    {"crashes-on-markup", no_markup, BROKEN},
    {"crashes-on-additions", nothing_at_all, BROKEN},
    {"additions-without-id", NULL, {201, JSON, "{\"name\":\"x\"}", false}},
    {NULL, NULL, BAD}};
const struct mischief library_find_mischief[] = {
    {"refuses-ids", no_ids, BAD}, {"books-are-numbers", NULL, {200, JSON, "[1]", false}}, {NULL, NULL, BAD}};
const struct mischief library_lend_mischief[] = {{"refuses-longest-loans", loan_is_not_longest, BAD},
                                                 {NULL, NULL, BAD}};
const struct mischief library_motto_mischief[] = {{"crashes-on-braces", motto_is_plain, BROKEN},
                                                  {NULL, NULL, BAD}};
const struct mischief library_no_mischief[] = {{NULL, NULL, BAD}};
