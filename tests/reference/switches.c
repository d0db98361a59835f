/* Every fault and every variant is real: on the wire each differs from the plain deployment, and each variant from every
 * other one. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "script.h"

enum { THREADS = 4, SCENES = 16 };

/* ---- What the plain deployment says ---- */

static pthread_mutex_t plain_lock = PTHREAD_MUTEX_INITIALIZER;
static struct buffer plain[SCENES]; /* each played when it is first asked for */

static size_t scene_count(void)
{
    size_t count = 0;
    while (scenes[count].name != NULL) {
        count++;
    }
    return count;
}

static const struct buffer *plain_text(size_t scene)
{
    pthread_mutex_lock(&plain_lock);
    if (plain[scene].length == 0) {
        buffer_init(&plain[scene], BUFFER_UNBOUNDED);
        scene_play(&scenes[scene], NULL, NULL, &plain[scene]);
    }
    pthread_mutex_unlock(&plain_lock);
    return &plain[scene];
}

static void clear_plain(void)
{
    for (size_t i = 0; i < scene_count(); i++) {
        buffer_clear(&plain[i]);
    }
}

static bool is_plain(size_t scene, const struct buffer *text)
{
    const struct buffer *expected = plain_text(scene);
    return text->length == expected->length && memcmp(text->data, expected->data, text->length) == 0;
}

/* The first line that is not the plain deployment's, for the message. */
static const char *first_difference(size_t scene, const struct buffer *text)
{
    const char *a = buffer_string(text), *b = buffer_string(plain_text(scene)), *line = a;
    while (*a != '\0' && *a == *b) {
        line = *a == '\n' ? a + 1 : line;
        a++;
        b++;
    }
    return line;
}

/* ---- Work for several threads ---- */

struct row {
    const struct reference_switch *about;
    bool variant;
    bool differs;
    struct buffer text; /* of a variant: all scenes */
};

struct rows {
    struct row *items;
    size_t count;
    _Atomic size_t next;
};

static void play_row(struct row *row, size_t scene, struct buffer *text)
{
    scene_play(&scenes[scene], row->variant ? NULL : row->about->name, row->variant ? row->about->name : NULL,
               text);
}

static void play_until_different(struct row *row)
{
    for (size_t scene = 0; scene < scene_count() && !row->differs; scene++) {
        if (row->about->human && !scenes[scene].human) {
            continue;
        }
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        play_row(row, scene, &text);
        row->differs = !is_plain(scene, &text);
        buffer_clear(&text);
    }
}

/* The slow receiver is left out: no variant concerns it alone. */
static void play_whole(struct row *row)
{
    buffer_init(&row->text, BUFFER_UNBOUNDED);
    for (size_t scene = 0; scene + 1 < scene_count(); scene++) {
        size_t before = row->text.length;
        play_row(row, scene, &row->text);
        size_t length = row->text.length - before;
        struct buffer text = {.data = row->text.data + before, .length = length};
        row->differs |= !is_plain(scene, &text);
    }
}

static void *work(void *argument)
{
    struct rows *rows = argument;
    for (size_t i = rows->next++; i < rows->count; i = rows->next++) {
        if (rows->items[i].variant) {
            play_whole(&rows->items[i]);
        } else {
            play_until_different(&rows->items[i]);
        }
    }
    return NULL;
}

static void work_all(struct rows *rows)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, work, rows), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

static struct rows rows_of(const struct reference_switch *(*at)(size_t index), bool variant)
{
    struct rows rows = {0};
    while (at(rows.count) != NULL) {
        rows.count++;
    }
    rows.items = memory_new(rows.count * sizeof *rows.items);
    for (size_t i = 0; i < rows.count; i++) {
        rows.items[i] = (struct row){.about = at(i), .variant = variant};
    }
    return rows;
}

static void rows_clear(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        buffer_clear(&rows->items[i].text);
    }
    free(rows->items);
}

/* ---- Tests ---- */

Test(switches, the_plain_deployment_says_the_same_each_time, .fini = clear_plain)
{
    size_t quick = scene_count() - 1;
    for (size_t i = 0; i < 5 * quick; i++) {
        size_t scene = i % quick;
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        scene_play(&scenes[scene], NULL, NULL, &text);
        cr_expect(is_plain(scene, &text), "%s: %.400s", scenes[scene].name, first_difference(scene, &text));
        buffer_clear(&text);
    }
}

Test(switches, every_fault_differs_from_the_plain_deployment, .fini = clear_plain)
{
    struct rows rows = rows_of(reference_fault, false);
    work_all(&rows);
    for (size_t i = 0; i < rows.count; i++) {
        cr_expect(rows.items[i].differs, "%s cannot be told from the plain deployment",
                  rows.items[i].about->name);
    }
    rows_clear(&rows);
}

/* What is meant for a crew with human input may do the same as what is meant for one without: each is examined on its own. */
static void expect_all_different(const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t k = 0; k < i; k++) {
            const struct buffer *one = &rows->items[i].text, *other = &rows->items[k].text;
            bool of_one_crew = rows->items[i].about->human == rows->items[k].about->human;
            cr_expect(!of_one_crew || one->length != other->length ||
                          memcmp(one->data, other->data, one->length) != 0,
                      "%s cannot be told from %s", rows->items[i].about->name, rows->items[k].about->name);
        }
    }
}

Test(switches, every_variant_differs_from_the_plain_deployment_and_the_others, .fini = clear_plain)
{
    struct rows rows = rows_of(reference_variant, true);
    work_all(&rows);
    for (size_t i = 0; i < rows.count; i++) {
        cr_expect(rows.items[i].differs, "%s cannot be told from the plain deployment",
                  rows.items[i].about->name);
    }
    expect_all_different(&rows);
    rows_clear(&rows);
}

/* Names are what people type and what records keep. */
static void expect_good_names(const struct reference_switch *(*at)(size_t index))
{
    for (size_t i = 0; at(i) != NULL; i++) {
        const char *name = at(i)->name, *words = at(i)->description;
        cr_expect_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-."), strlen(name), "%s", name);
        cr_expect(*words != '\0' && words[strlen(words) - 1] != '.' && strlen(words) < 100, "%s: %s", name,
                  words);
        for (size_t k = 0; k < i; k++) {
            cr_expect_str_neq(name, at(k)->name);
            cr_expect_str_neq(words, at(k)->description, "%s", name);
        }
    }
}

Test(switches, names_are_slugs_and_used_once)
{
    expect_good_names(reference_fault);
    expect_good_names(reference_variant);
}

Test(switches, are_as_many_as_promised)
{
    size_t faults = 0, wide = 0, variants = 0;
    for (; reference_fault(faults) != NULL; faults++) {
        wide += reference_fault(faults)->wide;
    }
    while (reference_variant(variants) != NULL) {
        variants++;
    }
    cr_expect_geq(faults, 150);
    cr_expect_geq(variants, 40);
    cr_expect_leq(wide, 10);
}
