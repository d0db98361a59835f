#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

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

static const struct option *find_option(const struct command *command, const char *name, size_t length)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (strncmp(command->options[i].name, name, length) == 0 && !command->options[i].name[length])
            return &command->options[i];
    return NULL;
}

/* The name of the option nearest to what was written, or NULL. */
static const char *nearest_option(const struct command *command, const char *name)
{
    const char **names = memory_new((command->option_count + 2) * sizeof *names);
    for (size_t i = 0; i < command->option_count; i++)
        names[i] = command->options[i].name;
    names[command->option_count] = "help";
    const char *nearest = text_nearest(name, names);
    free(names);
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
    return error_set(error, "--%s does not know \"%s\"%s%s%s", option->name, text, nearest ? ", perhaps \"" : "",
                     nearest ? nearest : "", nearest ? "\"" : "");
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

/* One word that begins with "--"; takes the next one where the option wants an argument and "=" gave none. */
static bool parse_long(const struct command *command, int count, char **words, int *at, void *values,
                       struct error *error)
{
    const char *name = words[*at] + 2;
    size_t length = strcspn(name, "=");
    const struct option *option = find_option(command, name, length);
    if (!option) {
        char *written = memory_copy(name, length);
        const char *nearest = nearest_option(command, written);
        error_set(error, "unknown option --%s%s%s (see crewcheck %s --help)", written,
                  nearest ? ", perhaps --" : "", nearest ? nearest : "", command->name);
        free(written);
        return false;
    }
    const char *argument = name[length] ? name + length + 1 : NULL;
    if (option->kind == OPTION_FLAG)
        return argument ? error_set(error, "--%s takes no argument", option->name)
                        : set_value(option, values, "true", error);
    if (!argument && *at + 1 >= count)
        return error_set(error, "--%s needs an argument: %s", option->name, option->argument);
    return set_value(option, values, argument ? argument : words[++*at], error);
}

static bool set_fallbacks(const struct command *command, void *values, struct error *error)
{
    memset(values, 0, command->values_size);
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].fallback && !set_value(&command->options[i], values, command->options[i].fallback, error))
            return false;
    return true;
}

static bool set_configured(const struct option *option, struct json_object *node, void *values, struct error *error)
{
    if (!json_is(node, json_type_array))
        return set_value(option, values, json_object_get_string(node), error);
    for (size_t i = 0; i < json_object_array_length(node); i++)
        if (!set_value(option, values, json_object_get_string(json_object_array_get_idx(node, i)), error))
            return false;
    return true;
}

/* Is the value of a kind that the option takes? */
static bool fits(const struct option *option, struct json_object *node)
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

static bool configure_member(const struct command *command, struct json_object *configuration, const char *key,
                             struct json_object *node, void *values, struct error *error)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    struct error inner = {0};
    const struct option *option = find_option(command, key, strlen(key));
    if (!option) {
        const char *nearest = nearest_option(command, key);
        error_set(&inner, "unknown key \"%s\"%s%s", key, nearest ? ", perhaps " : "", nearest ? nearest : "");
    } else if (!fits(option, node)) {
        error_set(&inner, "\"%s\" takes %s", key, option->kind == OPTION_FLAG ? "true or false" : option->argument);
    } else {
        set_configured(option, node, values, &inner);
    }
    if (!inner.set)
        return true;
    if (!json_key_place(configuration, key, &source, &place))
        return error_set(error, "%s", inner.text);
    return error_set_at(error, source->name, place.line, place.column, source->text, source->length, "%s", inner.text);
}

static bool configure(const struct command *command, struct json_object *configuration, void *values,
                      struct error *error)
{
    if (!configuration)
        return true;
    json_object_object_foreach(configuration, key, node)
    {
        if (!configure_member(command, configuration, key, node, values, error))
            return false;
    }
    return true;
}

static bool check_arguments(const struct command *command, const struct option_list *arguments, struct error *error)
{
    if ((long)arguments->count < command->least_arguments)
        return error_set(error, "crewcheck %s needs %s (see crewcheck %s --help)", command->name, command->synopsis,
                         command->name);
    if (command->most_arguments >= 0 && (long)arguments->count > command->most_arguments)
        return error_set(error, "crewcheck %s does not know what to do with \"%s\"", command->name,
                         arguments->items[command->most_arguments]);
    return true;
}

enum option_outcome options_parse(const struct command *command, struct json_object *configuration, int count,
                                  char **words, void *values, struct option_list *arguments, struct error *error)
{
    bool fine = set_fallbacks(command, values, error) && configure(command, configuration, values, error);
    bool only_arguments = false;
    for (int i = 0; fine && i < count; i++) {
        if (!only_arguments && (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0))
            return OPTIONS_HELP;
        if (!only_arguments && strcmp(words[i], "--") == 0)
            only_arguments = true;
        else if (!only_arguments && strncmp(words[i], "--", 2) == 0)
            fine = parse_long(command, count, words, &i, values, error);
        else if (!only_arguments && words[i][0] == '-' && words[i][1])
            fine = error_set(error, "unknown option %s: options begin with two dashes", words[i]);
        else
            option_list_add(arguments, words[i]);
    }
    return fine && check_arguments(command, arguments, error) ? OPTIONS_READY : OPTIONS_WRONG;
}

void options_clear(const struct command *command, void *values)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (command->options[i].kind == OPTION_LIST)
            option_list_clear(value_of(&command->options[i], values));
}
