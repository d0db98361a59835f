/* Hostile targets, met by the program itself: it ends in time, within its memory, and says what is true. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "peak.h"
#include "rows.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define METER     TEST_BINARY_DIR "/tests/hostile/meter"
#define GOOD                                                                                                 \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n"   \
    "{\"inputs\":[]}"

enum {
    SIDE_BY_SIDE = 4,
    OWN_MEBIBYTES = 40, /* what the program takes when nobody is hostile */
    COPIES = 3          /* of a body, on its way into the record and the reports */
};

static const struct wire_step good[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(GOOD), WIRE_DO(WIRE_END)};

/* ---- One run ---- */

struct encounter {
    const struct hostile_row *row;
    bool late; /* the first connection is answered well: it is not hostile until the cases are examined */
    struct wire_step steps[HOSTILE_STEPS];
    struct buffer text;
    struct wire_server *server;
    struct program *program;
    char folder[40];
};

/* What the program leaves behind, and what the meter does. */
static const char *const files[] = {"junit", "tap", "html", "record", "peak"};

enum { FILES = sizeof files / sizeof *files, PEAK = FILES - 1 };

static char *path_of(const struct encounter *encounter, size_t index)
{
    return string_format("%s/%s", encounter->folder, files[index]);
}

static void meet(struct encounter *encounter, const struct authority *authority)
{
    static const char *const cases[] = {"inputs.accept.get",           "target.accept.inputs.token",
                                        "inputs.answers.*.json",       "inputs.answers.*.schema",
                                        "inputs.answers.*.media-type", "inputs.answers.undocumented"};
    const struct hostile_row *row = encounter->row;
    encounter->server =
        hostile_serve(row, &encounter->text, encounter->steps, authority, encounter->late ? good : NULL);
    strcpy(encounter->folder, "/tmp/crewcheck-hostile-XXXXXX");
    cr_assert(mkdtemp(encounter->folder));
    char *paths[FILES];
    for (size_t i = 0; i < FILES; i++)
        paths[i] = path_of(encounter, i);
    const char *words[40] = {METER,       paths[PEAK],
                             CREWCHECK,   "run",
                             "--target",  wire_server_url(encounter->server),
                             "--timeout", row->waits ? "0.3" : "60",
                             "--cacert",  authority_file(authority),
                             "--junit",   paths[0],
                             "--tap",     paths[1],
                             "--html",    paths[2],
                             "--record",  paths[3],
                             "--workers", "1"};
    /* A sender alone says whether an answer can be judged; what it is then found to be, the answers cases tell. */
    bool alone = encounter->late || row->mebibytes >= 100;
    size_t count = 20;
    for (size_t i = 0; i < (alone ? 1 : sizeof cases / sizeof *cases); i++) {
        words[count++] = "--case";
        words[count++] = cases[i];
    }
    encounter->program = program_start(words, NULL, NULL);
    for (size_t i = 0; i < FILES; i++)
        free(paths[i]);
}

/* Lines are broken to fit a terminal: white space is taken for a single space. */
static char *joined(const char *text)
{
    char *copy = memory_copy(text, strlen(text)), *to = copy;
    for (const char *at = copy; *at; at++)
        if (!isspace((unsigned char)*at) || (to > copy && to[-1] != ' '))
            *to++ = isspace((unsigned char)*at) ? ' ' : *at;
    *to = '\0';
    return copy;
}

/* ---- What is true ---- */

/* 1: it is wrong; 3: it could not be judged. Where there is no HTTP answer at all, nothing is judged. */
static int exit_of(const struct encounter *encounter)
{
    const struct hostile_row *row = encounter->row;
    if (row->outcome == HTTP_ANSWERED)
        return row->beyond || row->exhausted ? 3 : row->says ? 1 : 0;
    return encounter->late && http_outcome_class(row->outcome) == HTTP_FAILED ? 1 : 3;
}

static void check_words(const struct encounter *encounter, int exit)
{
    static const char *const verdicts[] = {"PASSED: ", "FAILED: ", "", "NOT JUDGED: "};
    const struct hostile_row *row = encounter->row;
    const char *verdict = encounter->late && exit == 3 ? "" : verdicts[exit];
    char *report = joined(program_output(encounter->program));
    cr_expect(strstr(report, verdict), "%s: %s", row->name, report);
    const char *says = row->told ? row->told : row->says;
    cr_expect(!says || strstr(report, says), "%s: \"%s\" is not in %s", row->name, says, report);
    cr_expect_str_empty(program_errors(encounter->program), "%s", row->name);
    free(report);
}

static long peak_of(const struct encounter *encounter)
{
    long kibibytes = 0;
    char *path = path_of(encounter, PEAK);
    FILE *file = fopen(path, "r");
    cr_expect(file && fscanf(file, "%ld", &kibibytes) == 1, "%s", path);
    if (file)
        fclose(file);
    free(path);
    return kibibytes;
}

static void check_memory(const struct encounter *encounter)
{
    const struct hostile_row *row = encounter->row;
    long allowed = (OWN_MEBIBYTES + COPIES * (long)row->mebibytes) * PEAK_FACTOR;
    long taken = peak_of(encounter) / 1024;
    if (getenv("HOSTILE_VERBOSE"))
        fprintf(stderr, "%-45s %-5s %5ld of %5ld MiB\n", row->name, encounter->late ? "late" : "", taken,
                allowed);
    cr_expect_leq(taken, allowed, "%s: %ld MiB of memory", row->name, taken);
}

/* Whatever was met, the reports are written, none is endless, and nothing else is left behind. */
static void check_files(const struct encounter *encounter)
{
    for (size_t i = 0; i < FILES; i++) {
        struct stat found = {0};
        char *path = path_of(encounter, i);
        cr_expect_eq(stat(path, &found), 0, "%s: no %s", encounter->row->name, path);
        cr_expect(found.st_size > 0 && found.st_size < 128 * 1024 * 1024, "%s: %s has %ld bytes",
                  encounter->row->name, path, (long)found.st_size);
        unlink(path);
        free(path);
    }
    cr_expect_eq(rmdir(encounter->folder), 0, "%s: something else is left behind", encounter->row->name);
}

static void part(struct encounter *encounter)
{
    int expected = exit_of(encounter), status = program_finish(encounter->program);
    cr_expect_eq(status, expected, "%s%s: exit %d: %s%s", encounter->row->name,
                 encounter->late ? ", late" : "", status, program_output(encounter->program),
                 program_errors(encounter->program));
    check_words(encounter, expected);
    check_memory(encounter);
    check_files(encounter);
    program_free(encounter->program);
    wire_server_free(encounter->server);
    buffer_clear(&encounter->text);
}

/* Answers that are judged say the same at any time, TLS is refused before there is one, and of those that take time
 * and memory the first stands for all. */
static bool is_met_late(const struct hostile_row *row)
{
    return row->outcome != HTTP_ANSWERED && row->outcome != HTTP_TLS_REFUSED &&
           (row == hostile_rows || !row->mebibytes);
}

static void meet_all(bool late)
{
    struct authority *authority = authority_new();
    struct encounter encounters[SIDE_BY_SIDE];
    size_t begun = 0, ended = 0;
    for (size_t i = 0; i < hostile_row_count || ended < begun; i++) {
        if (i < hostile_row_count && (!late || is_met_late(&hostile_rows[i]))) {
            struct encounter *next = &encounters[begun++ % SIDE_BY_SIDE];
            *next = (struct encounter){.row = &hostile_rows[i], .late = late};
            meet(next, authority);
        }
        if (begun - ended == SIDE_BY_SIDE || (i >= hostile_row_count && ended < begun))
            part(&encounters[ended++ % SIDE_BY_SIDE]);
    }
    authority_free(authority);
}

Test(hostile, targets_from_the_first_byte_on)
{
    meet_all(false);
}

Test(hostile, targets_that_begin_well)
{
    meet_all(true);
}
