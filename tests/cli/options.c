/* The option tables: what words and a configuration come to. */
#include <criterion/criterion.h>

#include "cli/options.h"
#include "reports/reports.h"
#include "yaml/yaml.h"

struct values {
    const char *target, *level;
    const char *reports[REPORTS_MOST];
    struct option_list cases, headers;
    long workers;
    int64_t timeout;
    double rate;
    bool shuffle;
};

static const char *const levels[] = {"must", "should", NULL};

static const struct option rows[] = {
    {.name = "target",
     .kind = OPTION_TEXT,
     .argument = "URL",
     .help = "",
     .offset = offsetof(struct values, target)},
    {.name = "level",
     .kind = OPTION_TEXT,
     .argument = "LEVEL",
     .help = "",
     .offset = offsetof(struct values, level),
     .fallback = "should",
     .words = levels},
    {.name = "case",
     .kind = OPTION_LIST,
     .argument = "GLOB",
     .help = "",
     .offset = offsetof(struct values, cases)},
    {.name = "header",
     .kind = OPTION_LIST,
     .argument = "NAME:VALUE",
     .help = "",
     .offset = offsetof(struct values, headers),
     .secret = true},
    {.name = "workers",
     .kind = OPTION_COUNT,
     .argument = "N",
     .help = "",
     .offset = offsetof(struct values, workers),
     .fallback = "8",
     .least = 1,
     .most = 256},
    {.name = "timeout",
     .kind = OPTION_SECONDS,
     .argument = "S",
     .help = "",
     .offset = offsetof(struct values, timeout),
     .fallback = "30",
     .least = 0.01,
     .most = 1000},
    {.name = "rate",
     .kind = OPTION_NUMBER,
     .argument = "N",
     .help = "",
     .offset = offsetof(struct values, rate),
     .most = 1000},
    {.name = "shuffle", .kind = OPTION_FLAG, .help = "", .offset = offsetof(struct values, shuffle)},
    {.name = "reports",
     .kind = OPTION_REPORTS,
     .argument = "FILE",
     .offset = offsetof(struct values, reports)},
};

static const struct option_set sets[] = {OPTION_SET(rows, 0), {0}};

static const struct command sample = {.name = "sample",
                                      .synopsis = "[OPTION…] DOC…",
                                      .options = sets,
                                      .values_size = sizeof(struct values),
                                      .least_arguments = 0,
                                      .most_arguments = 1};

/* Parses and keeps everything for the test to look at. */
struct parsed {
    enum option_outcome outcome;
    struct values values;
    struct option_list arguments;
    struct json_object *given;
    struct error error;
};

static struct parsed parse(struct json_object *configuration, char **words)
{
    struct parsed parsed = {.given = json_object_new_object()};
    struct option_input input = {.configuration = configuration, .words = words, .given = parsed.given};
    while (words[input.count])
        input.count++;
    parsed.outcome = options_parse(&sample, &input, &parsed.values, &parsed.arguments, &parsed.error);
    return parsed;
}

static void clear(struct parsed *parsed)
{
    options_clear(&sample, &parsed->values);
    option_list_clear(&parsed->arguments);
    json_object_put(parsed->given);
}

#define WORDS(...)                                                                                           \
    (char *[])                                                                                               \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

Test(options, fall_back_where_nothing_is_given)
{
    struct parsed parsed = parse(NULL, WORDS(NULL));
    cr_assert_eq(parsed.outcome, OPTIONS_READY);
    cr_expect_null(parsed.values.target);
    cr_expect_str_eq(parsed.values.level, "should");
    cr_expect_eq(parsed.values.workers, 8);
    cr_expect_eq(parsed.values.timeout, 30000000);
    cr_expect_eq(json_object_object_length(parsed.given), 0);
    clear(&parsed);
}

Test(options, take_their_argument_from_the_next_word_or_behind_an_equals_sign)
{
    struct parsed parsed =
        parse(NULL, WORDS("--target", "http://a", "--workers=3", "--timeout", "0.25", "--case", "a*",
                          "--case=b=c", "--shuffle", "--rate=2.5", "--level=must"));
    cr_assert_eq(parsed.outcome, OPTIONS_READY, "%s", parsed.error.text);
    cr_expect_str_eq(parsed.values.target, "http://a");
    cr_expect_str_eq(parsed.values.level, "must");
    cr_expect_eq(parsed.values.workers, 3);
    cr_expect_eq(parsed.values.timeout, 250000);
    cr_expect(parsed.values.rate > 2.49 && parsed.values.rate < 2.51);
    cr_expect(parsed.values.shuffle);
    cr_assert_eq(parsed.values.cases.count, 2);
    cr_expect_str_eq(parsed.values.cases.items[1], "b=c");
    clear(&parsed);
}

Test(options, of_reports_follow_the_table_of_formats)
{
    size_t formats = 0;
    while (report_formats[formats].name)
        formats++;
    cr_assert_leq(formats, REPORTS_MOST, "raise REPORTS_MOST");
    for (size_t i = 0; i < formats; i++) {
        char *option = string_format("--%s=out", report_formats[i].name);
        struct parsed parsed = parse(NULL, WORDS(option));
        cr_assert_eq(parsed.outcome, OPTIONS_READY, "%s", parsed.error.text);
        cr_expect_str_eq(parsed.values.reports[i], "out");
        clear(&parsed);
        free(option);
    }
}

Test(options, end_at_two_dashes)
{
    struct parsed parsed = parse(NULL, WORDS("--shuffle", "--", "--target"));
    cr_assert_eq(parsed.outcome, OPTIONS_READY);
    cr_assert_eq(parsed.arguments.count, 1);
    cr_expect_str_eq(parsed.arguments.items[0], "--target");
    clear(&parsed);
}

Test(options, note_what_was_given_without_secrets)
{
    struct parsed parsed =
        parse(NULL, WORDS("--workers", "3", "--header", "X-Key:abc:def", "--case", "a", "--shuffle"));
    char *text = json_text(parsed.given, JSON_CANONICAL);
    cr_expect_str_eq(text,
                     "{\"case\":[\"a\"],\"header\":[\"X-Key: [value]\"],\"shuffle\":true,\"workers\":\"3\"}");
    free(text);
    clear(&parsed);
}

static const struct wrong {
    char *words[4];
    const char *error;
} wrong[] = {
    {{"--wrokers=2"}, "unknown option --wrokers, perhaps --workers (see crewcheck sample --help)"},
    {{"--zzzzzzzz"}, "unknown option --zzzzzzzz (see crewcheck sample --help)"},
    {{"-t"}, "unknown option -t: options begin with two dashes"},
    {{"--target"}, "--target needs an argument: URL"},
    {{"--shuffle=yes"}, "--shuffle takes no argument"},
    {{"--workers", "0"}, "--workers takes a whole number from 1 to 256, not \"0\""},
    {{"--workers", "2.5"}, "--workers takes a whole number from 1 to 256, not \"2.5\""},
    {{"--workers", "0x10"}, "--workers takes a whole number from 1 to 256, not \"0x10\""},
    {{"--workers", "nan"}, "--workers takes a whole number from 1 to 256, not \"nan\""},
    {{"--workers", ""}, "--workers takes a whole number from 1 to 256, not \"\""},
    {{"--timeout", "1s"}, "--timeout takes a number from 0.01 to 1000, not \"1s\""},
    {{"--level", "shoud"}, "--level does not know \"shoud\", perhaps \"should\""},
    {{"a", "b"}, "crewcheck sample does not know what to do with \"b\""},
};

Test(options, say_what_is_wrong)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct parsed parsed = parse(NULL, (char **)wrong[i].words);
        cr_expect_eq(parsed.outcome, OPTIONS_WRONG, "%s", wrong[i].error);
        cr_expect_str_eq(parsed.error.text, wrong[i].error);
        clear(&parsed);
    }
}

Test(options, give_help_whatever_else_is_wrong)
{
    struct parsed parsed = parse(NULL, WORDS("--nonsense", "--help"));
    cr_expect_eq(parsed.outcome, OPTIONS_HELP);
    clear(&parsed);
}

/* ---- The configuration file ---- */

static struct json_document *configuration_of(const char *text)
{
    struct error error = {0};
    struct json_document *document = yaml_read("crewcheck.yaml", text, strlen(text), NULL, &error);
    cr_assert_not_null(document, "%s", error.text);
    return document;
}

Test(options, come_from_the_configuration_and_the_words_win)
{
    struct json_document *document =
        configuration_of("target: http://a\ncase: [x, y]\nworkers: 2\nshuffle: true\ntimeout: 1.5\n");
    struct parsed parsed = parse(json_document_root(document), WORDS("--case", "z", "--workers", "4"));
    cr_assert_eq(parsed.outcome, OPTIONS_READY, "%s", parsed.error.text);
    cr_expect_str_eq(parsed.values.target, "http://a");
    cr_expect_eq(parsed.values.workers, 4);
    cr_expect_eq(parsed.values.timeout, 1500000);
    cr_expect(parsed.values.shuffle);
    cr_assert_eq(parsed.values.cases.count, 1, "the words replace the configuration's list");
    cr_expect_str_eq(parsed.values.cases.items[0], "z");
    char *text = json_text(parsed.given, JSON_CANONICAL);
    cr_expect_str_eq(
        text, "{\"case\":[\"z\"],\"shuffle\":true,\"target\":\"http://a\",\"timeout\":\"1.5\",\"workers\":"
              "\"4\"}");
    free(text);
    clear(&parsed);
    json_document_free(document);
}

static const struct bad_configuration {
    const char *text, *error;
    unsigned line;
} bad_configurations[] = {
    {"target: a\nwrokers: 2\n", "unknown key \"wrokers\", perhaps workers", 2},
    {"shuffle: 1\n", "\"shuffle\" takes true or false", 1},
    {"target: [a]\n", "\"target\" takes URL", 1},
    {"workers: 0\n", "--workers takes a whole number from 1 to 256, not \"0\"", 1},
    {"case: {a: b}\n", "\"case\" takes GLOB", 1},
    {"target: null\n", "\"target\" takes URL", 1},
};

Test(options, of_a_configuration_are_refused_by_their_line)
{
    for (size_t i = 0; i < sizeof bad_configurations / sizeof *bad_configurations; i++) {
        struct json_document *document = configuration_of(bad_configurations[i].text);
        struct parsed parsed = parse(json_document_root(document), WORDS(NULL));
        cr_expect_eq(parsed.outcome, OPTIONS_WRONG);
        cr_expect_str_eq(parsed.error.text, bad_configurations[i].error);
        cr_expect_eq(parsed.error.line, bad_configurations[i].line);
        cr_expect_str_eq(parsed.error.source, "crewcheck.yaml");
        clear(&parsed);
        json_document_free(document);
    }
}
