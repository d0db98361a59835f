/* A contract that knows no crews, whole: a deployment that keeps it raises nothing, and one that breaks a single promise is
 * found out by a case that says which. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "library.h"
#include "rig.h"

#define VENDOR "application%2Fvnd%2Enotes%2Bjson"
#define FORM   "application%2Fx-www-form-urlencoded"

/* Which case tells of the fault, and words of what it says. */
static const struct {
    const char *fault, *id, *words;
} rows[] = {
    {"limit-type", "listShelves.reject.query.limit.type-string", "a string instead of an integer"},
    {"limit-least", "listShelves.reject.query.limit.minimum", "not at least 1"},
    {"limit-most", "listShelves.reject.query.limit.maximum", "not at most 50"},
    {"topics-known", "listShelves.reject.query.topics.[].enum",
     "not listed as an item of the query parameter topics"},
    {"topics-few", "listShelves.reject.query.topics.max-items", "3 instead of at most 2 items"},
    {"q-short", "listShelves.reject.query.q.max-length", "the query parameter q"},
    {"trace-is-uuid", "listShelves.reject.header.X-Trace.format-uuid", "the header field X-Trace"},
    {"order-known", "listShelves.reject.cookie.order.enum", "the cookie order"},
    {"body-is-object", "addShelf.reject.body.type-array", "an array instead of an object"},
    {"name-given", "addShelf.reject.name.missing", "without name"},
    {"name-is-text", "addShelf.reject.name.type-number", "a number instead of a string as name"},
    {"name-short", "addShelf.reject.name.max-length", "name"},
    {"width-is-integer", "addShelf.reject.width.type-string", "a string instead of an integer as width"},
    {"width-least", "addShelf.reject.width.minimum", "width"},
    {"width-most", "addShelf.reject.width.maximum", "width"},
    {"note-is-text", "addShelf.reject.note.type-number", "note"},
    {"tags-are-list", "addShelf.reject.tags.type-string", "a string instead of an array as tags"},
    {"tags-few", "addShelf.reject.tags.max-items", "5 instead of at most 4 items"},
    {"tags-are-texts", "addShelf.reject.tags.[].type-number", "an item of tags"},
    {"shelf-is-number", "readShelf.reject.path.shelf.type-string", "the path parameter shelf"},
    {"shelf-is-positive", "readShelf.reject.path.shelf.minimum", "not at least 1"},
    {"ids-are-integers", "findBooks.reject.query.ids.[].type-string", "an item of the query parameter ids"},
    {"ids-are-distinct", "findBooks.reject.query.ids.unique-items", "the query parameter ids"},
    {"author-given", "findBooks.reject.query.by.author.missing", "without the query parameter by.author"},
    {"author-long-enough", "findBooks.reject.query.by.author.min-length", "by.author"},
    {"year-is-integer", "findBooks.reject.query.by.year.type-string", "by.year"},
    {"by-holds-no-others", "findBooks.reject.query.by.additional", "a property that is not allowed"},
    {"refuses-far-scripts", "listShelves.accept.query.q.beyond-basic-plane",
     "characters beyond the basic plane"},
    {"refuses-greatest-limit", "listShelves.accept.query.limit.at-maximum", "the greatest number"},
    {"refuses-traces", "listShelves.accept.header.X-Trace.given", "a value in the header field X-Trace"},
    {"refuses-descending-order", "listShelves.accept.cookie.order.listed-2", "another of the listed values"},
    {"crashes-on-sea", "listShelves.accept.query.topics.[].listed-3",
     "an item of the query parameter topics"},
    {"shelves-without-id", "listShelves.answers.200.schema", "keeps its schema"},
    {"shelves-as-text", "listShelves.answers.200.media-type", "the documented media type"},
    {"shelves-without-total", "listShelves.answers.200.headers", "the documented header fields"},
    {"shelves-cut-off", "listShelves.answers.200.json", "strict JSON"},
    {"shelves-accepted", "listShelves.answers.undocumented", "documented statuses only"},
    {"refuses-empty-names", "addShelf.accept.name.empty-string", "the empty string in name"},
    {"refuses-long-names", "addShelf.accept.name.longest", "the longest text in name"},
    {"refuses-null-notes", "addShelf.accept.note.null", "null in note"},
    {"refuses-greatest-width", "addShelf.accept.width.at-maximum", "the greatest number in width"},
    {"refuses-unknown-names", "addShelf.accept.body.unknown-property",
     "a property that the contract does not name"},
    {"crashes-on-markup", "addShelf.accept.*.like-markup", "a string that looks like markup"},
    {"crashes-on-additions", "addShelf.accept.request", "takes a valid request"},
    {"additions-without-id", "addShelf.answers.201.schema", "keeps its schema"},
    {"refuses-ids", "findBooks.accept.query.ids.given", "the query parameter ids"},
    {"books-are-numbers", "findBooks.answers.200.schema", "keeps its schema"},
    {"loan-has-member", "lend.reject.member.missing", "without member"},
    {"loan-days-are-integer", "lend.reject.days.type-string", "a string instead of an integer as days"},
    {"loan-is-long-enough", "lend.reject.days.minimum", "as days"},
    {"loan-is-short-enough", "lend.reject.days.maximum", "as days"},
    {"refuses-longest-loans", "lend.accept.days.at-maximum", "the greatest number in days"},
    {"cover-has-title", "addCover.reject.title.missing", "without title"},
    {"cover-has-image", "addCover.reject.image.missing", "without image"},
    {"motto-is-short", "setMotto.reject.body.max-length", "as its body"},
    {"motto-language-known", "setMotto.reject.cookie.language.enum", "the cookie language"},
    {"crashes-on-braces", "setMotto.accept.body.braces", "braces like a template's in its body"},
    {"note-is-object", "addNote.reject.body.type-array", "an array instead of an object as its body"},
    {"note-has-text", "addNote.reject.text.missing", "without text"},
    {"note-text-is-text", "addNote.reject.text.type-number", "a number instead of a string as text"},
    {"note-has-lines", "addNote.reject.body." VENDOR ".lines.missing",
     "without lines in its application/vnd.notes+json body"},
    {"note-lines-are-some", "addNote.reject.body." VENDOR ".lines.min-items",
     "0 instead of at least 1 items in lines in its application/vnd.notes+json body"},
    {"note-lines-are-texts", "addNote.reject.body." VENDOR ".lines.[].type-number",
     "an item of lines in its application/vnd.notes+json body"},
    {"form-has-text", "addNote.reject.body." FORM ".text.missing",
     "without text in its application/x-www-form-urlencoded body"},
    {"form-days-are-integers", "addNote.reject.body." FORM ".days.[].type-string",
     "a string instead of an integer as an item of days in its application/x-www-form-urlencoded body"},
    {"form-days-are-positive", "addNote.reject.body." FORM ".days.[].minimum", "not at least 1"},
    {"form-days-are-few", "addNote.reject.body." FORM ".days.max-items", "3 instead of at most 2 items"},
    {"form-colours-are-known", "addNote.reject.body." FORM ".colours.[].enum", "not listed as an item of"},
    {"crashes-on-vendor-notes", "addNote.accept.body." VENDOR ".request",
     "takes a valid request with its application/vnd.notes+json body"},
    {"key-not-needed", "auth.reject.readShelf.no-credentials", "without credentials"},
    {"any-key", "auth.reject.addShelf.wrong-token", "with a wrong token"},
    {"key-in-any-case", "auth.reject.readShelf.token-in-other-case", "in the other letter case"},
    {"key-compared-as-prefix", "auth.reject.readShelf.half-token", "with half of the token"},
    {"key-and-more", "auth.reject.readShelf.token-and-more", "one character more"},
    {"any-scheme", "auth.reject.findBooks.other-scheme", "under another scheme"},
    {"health-needs-key", "health.answers.undocumented", "documented statuses only"},
    {"unknown-shelf-is-500", "removeShelf.accept.request", "takes a valid request"},
    {"body-may-be-broken", "addShelf.reject.body.cut-off", "cut off in the middle"},
    {"takes-unknown-paths", "protocol.reject.path.unknown", "a path that the contract does not have"},
};

enum { ROWS = sizeof rows / sizeof *rows };

static void examine(const char *fault, struct rig *rig, struct rig_options options)
{
    struct library *library = library_start(fault);
    options.spec = TEST_DATA "/library.yaml";
    options.url = library_url(library);
    options.token = LIBRARY_KEY;
    options.cap = options.cap ? options.cap : 200;
    rig_run(&options, rig);
    library_stop(library);
}

Test(contracts, of_no_crew_that_are_kept_raise_nothing, .timeout = 60)
{
    struct rig rig;
    examine(NULL, &rig, (struct rig_options){0});
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "%s", failures);
    cr_expect_gt(rig_count(&rig, MODEL_PASSED), 200, "%zu", rig_count(&rig, MODEL_PASSED));
    cr_expect_lt(rig_count(&rig, MODEL_SKIPPED), 40, "%zu", rig_count(&rig, MODEL_SKIPPED));
    cr_expect_eq(rig_verdict(&rig, "addNote.accept.body.application%2Fxml.request"), MODEL_SKIPPED);
    cr_expect_eq(rig_verdict(&rig, "addNote.accept.body." VENDOR ".request"), MODEL_PASSED);
    free(failures);
    rig_clear(&rig);
}

/* The first failed case that the glob matches, or NULL. */
static const struct model_case *failed(const struct rig *rig, const char *glob)
{
    const struct model_target *target = rig->model->targets[0];
    for (size_t i = 0; i < target->case_count; i++)
        if (target->cases[i]->verdict == MODEL_FAILED &&
            (strcmp(glob, target->cases[i]->id) == 0 || text_glob(glob, target->cases[i]->id)))
            return target->cases[i];
    return NULL;
}

/* Of the suite that the case is of: its requests make the answers, too. */
static void expect_row(size_t index)
{
    struct rig rig;
    char *suite = memory_copy(rows[index].id, strcspn(rows[index].id, "."));
    examine(rows[index].fault, &rig, (struct rig_options){.suites = {suite}});
    char *failures = rig_failures(&rig);
    const struct model_case *row = failed(&rig, rows[index].id);
    cr_expect_eq(rig.exit, RUN_HAS_FAILURES, "%s", rows[index].fault);
    cr_expect(row && strstr(row->title, rows[index].words), "%s: %s: %s%s", rows[index].fault, rows[index].id,
              row ? row->title : "did not fail", failures);
    free(failures);
    free(suite);
    rig_clear(&rig);
}

static void expect_every(size_t first)
{
    for (size_t i = first; i < ROWS; i += 4)
        expect_row(i);
}

/* In several tests, for they run side by side. */
Test(contracts, that_are_broken_are_found_out_1, .timeout = 200)
{
    expect_every(0);
}

Test(contracts, that_are_broken_are_found_out_2, .timeout = 200)
{
    expect_every(1);
}

Test(contracts, that_are_broken_are_found_out_3, .timeout = 200)
{
    expect_every(2);
}

Test(contracts, that_are_broken_are_found_out_4, .timeout = 200)
{
    expect_every(3);
}

Test(contracts, have_a_row_for_every_fault)
{
    size_t count = 0;
    for (const char *const *fault = library_faults(); *fault; fault++, count++) {
        bool known = false;
        for (size_t i = 0; i < ROWS; i++)
            known = known || strcmp(rows[i].fault, *fault) == 0;
        cr_expect(known, "%s", *fault);
    }
    cr_expect_eq(count, ROWS);
}

/* ---- What it costs ---- */

Test(contracts, of_no_crew_cost_no_more_than_they_may, .timeout = 60)
{
    static const size_t caps[] = {1, 2, 5};
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        struct rig rig;
        struct library *library = library_start("any-key");
        rig_run(&(struct rig_options){.spec = TEST_DATA "/library.yaml",
                                      .url = library_url(library),
                                      .token = LIBRARY_KEY,
                                      .cap = caps[i]},
                &rig);
        cr_expect_eq(library_additions(library), caps[i], "%zu of %zu", library_additions(library), caps[i]);
        rig_clear(&rig);
        library_stop(library);
    }
}

Test(contracts, of_no_crew_are_left_alone_where_nothing_but_reading_is_wanted, .timeout = 60)
{
    struct rig rig;
    struct library *library = library_start("any-key");
    rig_run(&(struct rig_options){.spec = TEST_DATA "/library.yaml",
                                  .url = library_url(library),
                                  .token = LIBRARY_KEY,
                                  .read_only = true},
            &rig);
    cr_expect_eq(library_additions(library), 0);
    const struct model_target *target = rig.model->targets[0];
    for (size_t i = 0; i < target->exchange_count; i++)
        cr_expect_str_eq(target->exchanges[i]->method, "GET");
    cr_expect_eq(rig_verdict(&rig, "listShelves.accept.request"), MODEL_PASSED);
    cr_expect_eq(rig_verdict(&rig, "addShelf.accept.request"), MODEL_SKIPPED);
    rig_clear(&rig);
    library_stop(library);
}

/* Whatever comes first, the same is found, within the budget that a run has by default. */
Test(contracts, of_no_crew_are_examined_in_any_order, .timeout = 60)
{
    size_t passed[3];
    for (size_t i = 0; i < 3; i++) {
        struct rig rig;
        struct rig_options options = {.cap = 10};
        options.more.run.shuffle = i > 0;
        options.more.run.seed = i;
        examine(NULL, &rig, options);
        char *failures = rig_failures(&rig);
        cr_expect_eq(rig.exit, RUN_CONFORMS, "seed %zu: %s", i, failures);
        passed[i] = rig_count(&rig, MODEL_PASSED);
        cr_expect_eq(passed[i], passed[0], "seed %zu: %zu instead of %zu", i, passed[i], passed[0]);
        free(failures);
        rig_clear(&rig);
    }
}

/* Where the budget does not reach to name the value, the group tells of the failure: of 33 charges, four fall to each of the
 * operations that change something, and to each media type of one; the fourth group holds the markup. */
Test(contracts, of_no_crew_tell_of_failures_within_a_small_budget, .timeout = 60)
{
    struct rig rig;
    examine("crashes-on-markup", &rig, (struct rig_options){.cap = 33, .globs = {"addShelf.accept.*"}});
    cr_expect_eq(rig_verdict(&rig, "addShelf.accept.odd-values"), MODEL_FAILED);
    rig_clear(&rig);
}

/* One value alone: its group is what is left of it. */
Test(contracts, of_no_crew_are_examined_case_by_case, .timeout = 60)
{
    struct rig rig;
    examine(
        "refuses-greatest-width", &rig,
        (struct rig_options){.globs = {"addShelf.accept.width.at-maximum", "addShelf.accept.name.braces"}});
    cr_expect_eq(rig_verdict(&rig, "addShelf.accept.width.at-maximum"), MODEL_FAILED);
    cr_expect_eq(rig_verdict(&rig, "addShelf.accept.name.braces"), MODEL_PASSED);
    cr_expect_leq(rig.model->targets[0]->exchange_count, 8);
    rig_clear(&rig);
}
