#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "reports/reports.h"

void option_list_add(struct option_list *list, const char *item)
{
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = item;
}

void option_list_clear(struct option_list *list)
{
    free(list->items);
    *list = (struct option_list){0};
}

static void *value_of(const struct option *option, void *values)
{
    return (char *)values + option->offset;
}

static size_t report_count(void)
{
    size_t count = 0;
    while (report_formats[count].name)
        count++;
    return count;
}

static struct option report_row(const struct option *folded, size_t format)
{
    struct option row = *folded;
    row.group = format == 0 ? folded->group : NULL;
    row.name = report_formats[format].name;
    row.kind = OPTION_TEXT;
    row.lead = "Write ";
    row.help = report_formats[format].title;
    row.offset = folded->offset + format * sizeof(char *);
    return row;
}

/* Is it among the rows of this set? Else *left is less by as many as there are. */
static bool row_of_set(const struct option_set *set, size_t *left, struct option *row)
{
    for (size_t i = 0; i < set->count; i++) {
        bool folded = set->rows[i].kind == OPTION_REPORTS;
        size_t rows = folded ? report_count() : 1;
        if (*left < rows) {
            *row = folded ? report_row(&set->rows[i], *left) : set->rows[i];
            row->offset += set->base;
            return true;
        }
        *left -= rows;
    }
    return false;
}

bool options_next(const struct command *command, size_t *at, struct option *row)
{
    size_t left = (*at)++;
    for (const struct option_set *set = command->options; set->rows; set++)
        if (row_of_set(set, &left, row))
            return true;
    return false;
}

static bool find_option(const struct command *command, const char *name, size_t length, struct option *row)
{
    for (size_t at = 0; options_next(command, &at, row);)
        if (strncmp(row->name, name, length) == 0 && !row->name[length])
            return true;
    return false;
}

/* The name of the option nearest to what was written, or NULL. */
static const char *nearest_option(const struct command *command, const char *name)
{
    struct option_list names = {0};
    struct option row;
    for (size_t at = 0; options_next(command, &at, &row);)
        option_list_add(&names, row.name);
    option_list_add(&names, "help");
    option_list_add(&names, NULL);
    const char *nearest = text_nearest(name, names.items);
    option_list_clear(&names);
    return nearest;
}

static bool read_number(const struct option *option, const char *text, double *number, struct error *error)
{
    char *end = NULL;
    errno = 0;
    *number = strtod(text, &end);
    bool whole = option->kind != OPTION_COUNT || *number == floor(*number);
    bool plain = !strpbrk(text, "xXnNpPiI");
    if (end == text || *end || errno || !whole || !plain || *number < option->least || *number > option->most)
        return error_set(error, "--%s takes a %snumber from %g to %g, not \"%s\"", option->name,
                         option->kind == OPTION_COUNT ? "whole " : "", option->least, option->most, text);
    return true;
}

static bool check_word(const struct option *option, const char *text, struct error *error)
{
    if (!option->words)
        return true;
    for (const char *const *word = option->words; *word; word++)
        if (strcmp(*word, text) == 0)
            return true;
    const char *nearest = text_nearest(text, option->words);
    return error_set(error, "--%s does not know \"%s\"%s%s%s", option->name, text,
                     nearest ? ", perhaps \"" : "", nearest ? nearest : "", nearest ? "\"" : "");
}

static bool set_value(const struct option *option, void *values, const char *text, struct error *error)
{
    void *value = value_of(option, values);
    double number = 0;
    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *)value = strcmp(text, "false") != 0;
        return true;
    case OPTION_TEXT:
        *(const char **)value = text;
        return check_word(option, text, error);
    case OPTION_LIST:
        option_list_add(value, text);
        return check_word(option, text, error);
    case OPTION_COUNT:
    case OPTION_SECONDS:
    case OPTION_NUMBER:
    case OPTION_REPORTS:
        break;
    }
    if (!read_number(option, text, &number, error))
        return false;
    if (option->kind == OPTION_COUNT)
        *(long *)value = (long)number;
    else if (option->kind == OPTION_SECONDS)
        *(int64_t *)value = (int64_t)llround(number * (double)CLOCK_SECOND);
    else
        *(double *)value = number;
    return true;
}

/* A command line on its way into values. */
struct parse {
    const struct command *command;
    const struct option_input *input;
    void *values;
    struct json_object *by_words; /* names of the options that the words gave */
    struct error *error;
};

static struct json_object *shown_text(const struct option *option, const char *text)
{
    size_t colon = strcspn(text, ":");
    if (!option->secret || !text[colon])
        return json_object_new_string(text);
    char *masked = string_format("%.*s: [value]", (int)colon, text);
    struct json_object *node = json_object_new_string(masked);
    free(masked);
    return node;
}

/* Notes that an option was given; the latest wins, and lists grow. */
static void note_given(const struct parse *parse, const struct option *option, const char *text)
{
    struct json_object *given = parse->input->given;
    if (!given)
        return;
    if (option->kind == OPTION_FLAG) {
        json_object_object_add(given, option->name, json_object_new_boolean(strcmp(text, "false") != 0));
        return;
    }
    struct json_object *node = shown_text(option, text);
    if (option->kind != OPTION_LIST) {
        json_object_object_add(given, option->name, node);
        return;
    }
    if (!json_has(given, option->name))
        json_object_object_add(given, option->name, json_object_new_array());
    json_object_array_add(json_member(given, option->name), node);
}

static bool take_value(const struct parse *parse, const struct option *option, const char *text)
{
    note_given(parse, option, text);
    return set_value(option, parse->values, text, parse->error);
}

/* What the configuration gave a list goes once the command line gives it anything. */
static void begin_option(const struct parse *parse, const struct option *option)
{
    if (json_has(parse->by_words, option->name))
        return;
    json_object_object_add(parse->by_words, option->name, json_object_new_boolean(1));
    if (option->kind != OPTION_LIST)
        return;
    option_list_clear(value_of(option, parse->values));
    if (parse->input->given)
        json_object_object_del(parse->input->given, option->name);
}

static bool refuse_option(const struct parse *parse, const char *name, size_t length)
{
    char *written = memory_copy(name, length);
    const char *nearest = nearest_option(parse->command, written);
    error_set(parse->error, "unknown option --%s%s%s (see crewcheck %s --help)", written,
              nearest ? ", perhaps --" : "", nearest ? nearest : "", parse->command->name);
    free(written);
    return false;
}

/* One word that begins with "--"; takes the next one where the option wants an argument and "=" gave none. */
static bool parse_long(const struct parse *parse, int *at)
{
    const char *name = parse->input->words[*at] + 2;
    size_t length = strcspn(name, "=");
    struct option option;
    if (!find_option(parse->command, name, length, &option))
        return refuse_option(parse, name, length);
    const char *argument = name[length] ? name + length + 1 : NULL;
    begin_option(parse, &option);
    if (option.kind == OPTION_FLAG)
        return argument ? error_set(parse->error, "--%s takes no argument", option.name)
                        : take_value(parse, &option, "true");
    if (!argument && *at + 1 >= parse->input->count)
        return error_set(parse->error, "--%s needs an argument: %s", option.name, option.argument);
    return take_value(parse, &option, argument ? argument : parse->input->words[++*at]);
}

static bool set_fallbacks(const struct parse *parse)
{
    struct option row;
    memset(parse->values, 0, parse->command->values_size);
    for (size_t at = 0; options_next(parse->command, &at, &row);)
        if (row.fallback && !set_value(&row, parse->values, row.fallback, parse->error))
            return false;
    return true;
}

static bool set_configured(const struct parse *parse, const struct option *option, struct json_object *node)
{
    if (!json_is(node, json_type_array))
        return take_value(parse, option, json_object_get_string(node));
    for (size_t i = 0; i < json_object_array_length(node); i++)
        if (!take_value(parse, option, json_object_get_string(json_object_array_get_idx(node, i))))
            return false;
    return true;
}

/* Is the value of a kind that the option takes? */
static bool fits(const struct option *option, const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_boolean:
        return option->kind == OPTION_FLAG;
    case json_type_int:
    case json_type_double:
    case json_type_string:
        return option->kind != OPTION_FLAG;
    case json_type_array:
        return option->kind == OPTION_LIST;
    default:
        return false;
    }
}

static void configure_member(const struct parse *parse, const char *key, struct json_object *node)
{
    struct option option;
    if (!find_option(parse->command, key, strlen(key), &option)) {
        const char *nearest = nearest_option(parse->command, key);
        error_set(parse->error, "unknown key \"%s\"%s%s", key, nearest ? ", perhaps " : "",
                  nearest ? nearest : "");
    } else if (!fits(&option, node)) {
        error_set(parse->error, "\"%s\" takes %s", key,
                  option.kind == OPTION_FLAG ? "true or false" : option.argument);
    } else {
        set_configured(parse, &option, node);
    }
}

static bool configure(const struct parse *parse)
{
    struct json_object *configuration = parse->input->configuration;
    if (!configuration)
        return true;
    json_object_object_foreach(configuration, key, node)
    {
        struct error inner = {0};
        struct parse own = *parse;
        const struct json_source *source = NULL;
        struct json_place place = {0};
        own.error = &inner;
        configure_member(&own, key, node);
        if (inner.set && json_key_place(configuration, key, &source, &place))
            return error_set_at(parse->error, source->name, place.line, place.column, source->text,
                                source->length, "%s", inner.text);
        if (inner.set)
            return error_set(parse->error, "%s", inner.text);
    }
    return true;
}

static bool check_arguments(const struct command *command, const struct option_list *arguments,
                            struct error *error)
{
    if ((long)arguments->count < command->least_arguments)
        return error_set(error, "crewcheck %s needs %s (see crewcheck %s --help)", command->name,
                         command->synopsis, command->name);
    if (command->most_arguments >= 0 && (long)arguments->count > command->most_arguments)
        return error_set(error, "crewcheck %s does not know what to do with \"%s\"", command->name,
                         arguments->items[command->most_arguments]);
    return true;
}

static bool asks_for_help(const struct option_input *input)
{
    for (int i = 0; i < input->count && strcmp(input->words[i], "--") != 0; i++)
        if (strcmp(input->words[i], "--help") == 0 || strcmp(input->words[i], "-h") == 0)
            return true;
    return false;
}

static bool parse_words(const struct parse *parse, struct option_list *arguments)
{
    bool only_arguments = false, fine = true;
    for (int i = 0; fine && i < parse->input->count; i++) {
        const char *word = parse->input->words[i];
        if (!only_arguments && strcmp(word, "--") == 0)
            only_arguments = true;
        else if (!only_arguments && strncmp(word, "--", 2) == 0)
            fine = parse_long(parse, &i);
        else if (!only_arguments && word[0] == '-' && word[1])
            fine = error_set(parse->error, "unknown option %s: options begin with two dashes", word);
        else
            option_list_add(arguments, word);
    }
    return fine;
}

enum option_outcome options_parse(const struct command *command, const struct option_input *input,
                                  void *values, struct option_list *arguments, struct error *error)
{
    struct parse parse = {command, input, values, json_object_new_object(), error};
    bool fine = set_fallbacks(&parse);
    bool help = asks_for_help(input);
    fine = fine && !help && configure(&parse) && parse_words(&parse, arguments) &&
           check_arguments(command, arguments, error);
    json_object_put(parse.by_words);
    return help ? OPTIONS_HELP : fine ? OPTIONS_READY : OPTIONS_WRONG;
}

void options_clear(const struct command *command, void *values)
{
    struct option row;
    for (size_t at = 0; options_next(command, &at, &row);)
        if (row.kind == OPTION_LIST)
            option_list_clear(value_of(&row, values));
}
