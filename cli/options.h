/* The command line as tables: one row an option. Parser, --help, crewcheck.yaml, completions and the man page
 * all read them. */
#ifndef CREWCHECK_CLI_OPTIONS_H
#define CREWCHECK_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "json/json.h"

enum option_kind {
    OPTION_FLAG,  /* bool */
    OPTION_TEXT,  /* const char * */
    OPTION_LIST,  /* struct option_list: may be given several times */
    OPTION_COUNT, /* long, whole number from `least` to `most` */
    OPTION_SECONDS, /* int64_t microseconds, written in seconds, decimals allowed, from `least` to `most` seconds */
    OPTION_NUMBER, /* double from `least` to `most` */
    OPTION_REPORTS /* stands for one option of kind OPTION_TEXT for each report format: const char *[REPORTS_MOST] */
};

enum { REPORTS_MOST = 16 };

struct option_list {
    const char **items;
    size_t count, capacity;
};

struct option {
    const char *group; /* the heading it stands under; NULL: that of the row before */
    const char *name;  /* without the dashes */
    enum option_kind kind;
    const char *argument; /* placeholder in help, NULL for flags */
    const char *help;     /* sentences */
    const char *lead;     /* words before them, or NULL */
    size_t offset;        /* of the value in the command's struct */
    const char *fallback; /* the value where nothing is given, NULL: zero */
    double least, most;
    const char *const *words; /* what the text may be, ended by NULL; NULL: anything */
    bool file;                /* the argument is a file name, for completion */
    bool secret;              /* what follows the first colon of the argument is not written down */
};

/* Rows that several commands share, or one command's own. */
struct option_set {
    const struct option *rows;
    size_t count;
    size_t base; /* added to the offset of each row: where the set's struct lies in the command's */
};

#define OPTION_SET(rows, base)                                                                               \
    {                                                                                                        \
        (rows), sizeof(rows) / sizeof *(rows), (base)                                                        \
    }

struct command {
    const char *name;
    const char *summary;              /* a line for the list of commands */
    const char *synopsis;             /* "[OPTION…] DOC…" */
    const char *about;                /* paragraphs of --help */
    const char *examples;             /* lines of "command", "  what it does" */
    const struct option_set *options; /* in the order of --help, ended by a set without rows */
    const char *configuration; /* the file of options that is looked for in the working directory, or NULL */
    size_t values_size;
    long least_arguments, most_arguments; /* -1: any number */
    /* Returns the exit code. `given` names the options that were given, with their texts. */
    int (*perform)(const struct command *command, void *values, const struct option_list *arguments,
                   struct json_object *given);
};

/* Every command, ended by NULL. */
extern const struct command *const commands[];

/* Walks the options of a command, those that stand for several unfolded: start with *at = 0; false at the end. */
bool options_next(const struct command *command, size_t *at, struct option *row);

/* What the words on a command line come to. */
enum option_outcome { OPTIONS_READY, OPTIONS_HELP, OPTIONS_WRONG };

struct option_input {
    struct json_object *configuration; /* an object from crewcheck.yaml, or NULL */
    int count;
    char **words;
    struct json_object *given; /* an object that gets a member for each option that was given, or NULL */
};

/* Fills `values` with the fallbacks, then with the configuration, then with the words, which win. Texts are borrowed
 * from the input. Sets `error` where the outcome is wrong. */
enum option_outcome options_parse(const struct command *command, const struct option_input *input,
                                  void *values, struct option_list *arguments, struct error *error);

/* Releases the lists in `values`. */
void options_clear(const struct command *command, void *values);

void option_list_add(struct option_list *list, const char *item);
void option_list_clear(struct option_list *list);

/* Appends a command's page, lines of at most `width` columns. */
void options_help(const struct command *command, struct buffer *out, size_t width);

/* Appends the list of commands. */
void options_overview(struct buffer *out, size_t width);

/* Appends `text` in lines of at most `width` columns, each after `indent` spaces; the first line continues at
 * column `at`. */
void options_wrap(struct buffer *out, const char *text, size_t indent, size_t at, size_t width);

#endif
