#include "run/waivers.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"

enum { DAY = sizeof "2026-12-31" };

struct waiver {
    char *name;                     /* an id or a glob of ids */
    char *pointer, *reason, *until; /* `pointer` and `until` may be NULL */
    unsigned line;
    bool exact; /* the name is an id: ids may have stars too */
    bool known; /* of a run to compare with */
    bool used;
};

struct waivers {
    struct waiver *items;
    size_t count, capacity;
    char *source; /* the document's name */
    char today[DAY];
    pthread_mutex_t lock; /* guards `used` */
};

struct waivers *waivers_new(const char *today)
{
    struct waivers *waivers = memory_new(sizeof *waivers);
    strncpy(waivers->today, today, DAY - 1);
    pthread_mutex_init(&waivers->lock, NULL);
    return waivers;
}

void waivers_free(struct waivers *waivers)
{
    if (!waivers)
        return;
    for (size_t i = 0; i < waivers->count; i++) {
        free(waivers->items[i].name);
        free(waivers->items[i].pointer);
        free(waivers->items[i].reason);
        free(waivers->items[i].until);
    }
    pthread_mutex_destroy(&waivers->lock);
    free(waivers->items);
    free(waivers->source);
    free(waivers);
}

static struct waiver *add(struct waivers *waivers)
{
    waivers->items = memory_grow(waivers->items, waivers->count, &waivers->capacity, sizeof *waivers->items);
    struct waiver *waiver = &waivers->items[waivers->count++];
    *waiver = (struct waiver){0};
    return waiver;
}

void waivers_add_known(struct waivers *waivers, const char *case_id, const char *reason)
{
    struct waiver *waiver = add(waivers);
    waiver->name = string_copy(case_id);
    waiver->reason = string_copy(reason);
    waiver->known = waiver->exact = true;
}

void waivers_expect(struct waivers *waivers, const char *case_id)
{
    for (size_t i = 0; i < waivers->count; i++)
        waivers->items[i].exact = waivers->items[i].exact || strcmp(waivers->items[i].name, case_id) == 0;
}

/* ---- Reading ---- */

struct reading {
    const struct json_document *document;
    struct error *error;
};

static bool fault_at(const struct reading *reading, struct json_place place, const char *text)
{
    const struct json_source *source = json_document_source(reading->document);
    return error_set_at(reading->error, source->name, place.line, place.column, source->text, source->length,
                        "%s", text);
}

static struct json_place place_of(const struct json_object *node)
{
    const struct json_origin *origin = json_origin_of(node);
    return origin ? origin->place : (struct json_place){.line = 1, .column = 1};
}

static const char *const members[] = {"case", "pointer", "reason", "until", NULL};

static bool refuse_member(const struct reading *reading, const struct json_object *node, const char *key)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    const char *nearest = text_nearest(key, members);
    char *text = string_format("unknown key \"%s\"%s%s: a waiver has case, pointer, reason and until", key,
                               nearest ? ", perhaps " : "", nearest ? nearest : "");
    json_key_place(node, key, &source, &place);
    fault_at(reading, place, text);
    free(text);
    return false;
}

static bool check_members(const struct reading *reading, struct json_object *node)
{
    json_object_object_foreach(node, key, value)
    {
        size_t at = 0;
        while (members[at] && strcmp(members[at], key) != 0)
            at++;
        if (!members[at])
            return refuse_member(reading, node, key);
        if (!json_is(value, json_type_string))
            return fault_at(reading, place_of(value), "expected a text here");
    }
    return true;
}

static bool is_day(const char *text)
{
    static const char form[] = "0000-00-00";
    for (size_t i = 0; i < sizeof form; i++)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    int year = atoi(text), month = atoi(text + 5), day = atoi(text + 8);
    struct tm date = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    timegm(&date); /* a day that the month does not have becomes one of the next */
    return date.tm_year == year - 1900 && date.tm_mon == month - 1 && date.tm_mday == day;
}

static bool take(struct waivers *waivers, const struct reading *reading, struct json_object *node)
{
    if (!json_is(node, json_type_object))
        return fault_at(reading, place_of(node), "expected a waiver: an object with case, reason and until");
    const char *name = json_member_string(node, "case"), *pointer = json_member_string(node, "pointer"),
               *reason = json_member_string(node, "reason"), *until = json_member_string(node, "until");
    if (!check_members(reading, node))
        return false;
    if (!name || !*name || !reason || !*reason || !until)
        return fault_at(reading, place_of(node),
                        "a waiver needs a case, a reason and the last day on which it holds");
    if (pointer && *pointer && *pointer != '/')
        return fault_at(reading, place_of(json_member(node, "pointer")),
                        "a JSON pointer is empty or begins with /");
    if (!is_day(until))
        return fault_at(reading, place_of(json_member(node, "until")), "expected a day such as 2026-12-31");
    *add(waivers) = (struct waiver){.name = string_copy(name),
                                    .pointer = string_copy(pointer),
                                    .reason = string_copy(reason),
                                    .until = string_copy(until),
                                    .line = place_of(node).line};
    return true;
}

bool waivers_read(struct waivers *waivers, const struct json_document *document, struct error *error)
{
    struct reading reading = {document, error};
    struct json_object *root = json_document_root(document), *list = json_member_array(root, "waivers");
    if (!list || json_object_object_length(root) != 1)
        return fault_at(&reading, place_of(root), "expected an object with the one member waivers, a list");
    free(waivers->source);
    waivers->source = string_copy(json_document_source(document)->name);
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (!take(waivers, &reading, json_object_array_get_idx(list, i)))
            return false;
    return true;
}

/* ---- Using ---- */

static bool names(const struct waiver *waiver, const char *case_id)
{
    return waiver->exact ? strcmp(waiver->name, case_id) == 0 : text_glob(waiver->name, case_id);
}

static bool reaches(const struct waiver *waiver, const char *pointer)
{
    if (!waiver->pointer)
        return true;
    size_t length = strlen(waiver->pointer);
    return pointer && strncmp(pointer, waiver->pointer, length) == 0 &&
           (pointer[length] == '\0' || pointer[length] == '/');
}

static bool is_expired(const struct waivers *waivers, const struct waiver *waiver)
{
    return waiver->until && strcmp(waiver->until, waivers->today) < 0;
}

const char *waivers_find(struct waivers *waivers, const char *case_id, const char *pointer)
{
    const char *reason = NULL;
    pthread_mutex_lock(&waivers->lock);
    for (size_t i = 0; i < waivers->count; i++) {
        struct waiver *waiver = &waivers->items[i];
        if (!names(waiver, case_id) || !reaches(waiver, pointer))
            continue;
        waiver->used = true;
        if (!reason && !is_expired(waivers, waiver))
            reason = waiver->reason;
    }
    pthread_mutex_unlock(&waivers->lock);
    return reason;
}

/* ---- Judging ---- */

static void add_fault(const struct waivers *waivers, const struct waiver *waiver, const char *kind,
                      char *text, struct waivers_faults *faults)
{
    faults->items = memory_grow(faults->items, faults->count, &faults->capacity, sizeof *faults->items);
    faults->items[faults->count++] =
        (struct waivers_fault){.kind = kind,
                               .case_id = waiver->name,
                               .text = text,
                               .hint = string_format("delete the waiver that begins on line %u of %s",
                                                     waiver->line, waivers->source)};
}

static void judge(const struct waivers *waivers, const struct waiver *waiver,
                  const struct waivers_case *cases, size_t count, struct waivers_faults *faults)
{
    size_t known = 0, ran = 0;
    for (size_t i = 0; i < count; i++)
        if (names(waiver, cases[i].id)) {
            known++;
            ran += cases[i].ran;
        }
    if (!known)
        add_fault(waivers, waiver, "unmatched-waiver",
                  string_format("the waiver of %s names no case that is known", waiver->name), faults);
    else if (ran && is_expired(waivers, waiver))
        add_fault(
            waivers, waiver, "expired-waiver",
            string_format("the waiver of %s has expired: its last day was %s", waiver->name, waiver->until),
            faults);
    else if (ran == known && !waiver->used)
        add_fault(waivers, waiver, "stale-waiver",
                  string_format(waiver->pointer
                                    ? "the waiver of %s at \"%s\" is stale: nothing fails there any more"
                                    : "the waiver of %s is stale: nothing fails any more%.0s",
                                waiver->name, waiver->pointer ? waiver->pointer : ""),
                  faults);
}

void waivers_judge(const struct waivers *waivers, const struct waivers_case *cases, size_t count,
                   struct waivers_faults *faults)
{
    for (size_t i = 0; i < waivers->count; i++)
        if (!waivers->items[i].known)
            judge(waivers, &waivers->items[i], cases, count, faults);
}

void waivers_faults_clear(struct waivers_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->items[i].text);
        free(faults->items[i].hint);
    }
    free(faults->items);
    *faults = (struct waivers_faults){0};
}
