#include "cli/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/terminal.h"
#include "reports/reports.h"

const struct option output_rows[4] = {
    {.group = "Reports",
     .name = "reports",
     .kind = OPTION_REPORTS,
     .argument = "FILE",
     .offset = offsetof(struct output_options, paths),
     .file = true},
    {.name = "tap-version",
     .kind = OPTION_COUNT,
     .argument = "13|14",
     .help = "Which TAP --tap writes; the prove of Debian 12 reads 13.",
     .offset = offsetof(struct output_options, tap_version),
     .fallback = "13",
     .least = 13,
     .most = 14},
    {.name = "no-color",
     .kind = OPTION_FLAG,
     .help = "No colours; NO_COLOR in the environment says the same. There are none but on a terminal.",
     .offset = offsetof(struct output_options, plain)},
    {.name = "quiet",
     .kind = OPTION_FLAG,
     .help = "Findings and verdict alone; of a run that conforms, one line.",
     .offset = offsetof(struct output_options, quiet)}};

static bool is_standard_output(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

/* A file is replaced, so what must be writable is its folder. */
static bool check_path(const char *name, const char *path, struct error *error)
{
    struct stat status;
    bool exists = stat(path, &status) == 0;
    if (exists && S_ISDIR(status.st_mode))
        return error_set(error, "--%s: %s is a folder", name, path);
    if (exists && !S_ISREG(status.st_mode))
        return true;
    const char *slash = strrchr(path, '/');
    char *folder = slash ? memory_copy(path, (size_t)(slash - path) + 1) : string_copy(".");
    bool writable = access(folder, W_OK | X_OK) == 0;
    if (!writable)
        error_set(error, "--%s: %s cannot be written: %s", name, path, strerror(errno));
    free(folder);
    return writable;
}

/* Would the second that is written to replace the first? Devices take what comes. */
static bool is_one_file(const char *one, const char *other)
{
    struct stat first, second;
    if (stat(one, &first) != 0 || stat(other, &second) != 0)
        return strcmp(one, other) == 0;
    return S_ISREG(first.st_mode) && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Do no two reports go to one file? */
static bool check_distinct(const struct output_options *options, size_t last, struct error *error)
{
    const char *path = options->paths[last];
    for (size_t i = 0; i < last; i++)
        if (options->paths[i] && is_one_file(options->paths[i], path))
            return error_set(error, "--%s and --%s cannot both be written to %s", report_formats[i].name,
                             report_formats[last].name, path);
    return true;
}

bool outputs_spare(const struct output_options *options, const char *record, struct error *error)
{
    for (size_t i = 0; record && report_formats[i].name; i++)
        if (options->paths[i] && is_one_file(options->paths[i], record))
            return error_set(error, "--%s would overwrite the record %s", report_formats[i].name, record);
    return true;
}

bool outputs_check(const struct output_options *options, struct error *error)
{
    const char *taken = NULL;
    for (size_t i = 0; report_formats[i].name; i++) {
        const char *path = options->paths[i], *name = report_formats[i].name;
        if (path && !*path)
            return error_set(error, "--%s needs a file name, or - for standard output", name);
        if (is_standard_output(path) && taken)
            return error_set(error, "--%s and --%s cannot both go to standard output", taken, name);
        if (is_standard_output(path))
            taken = name;
        else if (path && !(check_path(name, path, error) && check_distinct(options, i, error)))
            return false;
    }
    return true;
}

static bool write_to(report_write *write, const struct model *model, const struct report_options *options,
                     int descriptor, struct error *error)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    write(model, options, &text);
    bool written = terminal_write(descriptor, &text, error);
    buffer_clear(&text);
    return written;
}

bool outputs_save(const struct output_options *options, const struct model *model, struct error *error)
{
    bool written = true;
    const struct report_options look = {.quiet = options->quiet, .tap_version = (int)options->tap_version};
    for (size_t i = 0; report_formats[i].name; i++) {
        const char *path = options->paths[i];
        if (is_standard_output(path))
            written = write_to(report_formats[i].write, model, &look, STDOUT_FILENO, error) && written;
        else if (path)
            written = report_save(&report_formats[i], model, &look, path, error) && written;
    }
    return written;
}

bool outputs_take_standard_output(const struct output_options *options)
{
    for (size_t i = 0; report_formats[i].name; i++)
        if (is_standard_output(options->paths[i]))
            return true;
    return false;
}

bool outputs_write(const struct output_options *options, const struct model *model, struct error *error)
{
    int console = outputs_take_standard_output(options) ? STDERR_FILENO : STDOUT_FILENO;
    struct report_options look = {.quiet = options->quiet};
    bool written = outputs_save(options, model, error);
    look.colour = terminal_has_colours(console, options->plain);
    look.width = terminal_width(console);
    return write_to(report_console, model, &look, console, error) && written;
}
