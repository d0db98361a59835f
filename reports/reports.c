#include "reports/reports.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

const struct report_format report_formats[] = {
    {"junit", "JUnit XML, for build servers", "xml", report_junit},
    {"tap", "TAP 13, or 14 by --tap-version", "tap", report_tap},
    {"html", "the report for people: one page with findings, timelines and coverage", "html", report_html},
    {"markdown", "Markdown, for a job's summary: failures first, below 1 MB", "md", report_markdown},
    {"sarif", "SARIF 2.1.0: findings at the lines of the contract that they contradict", "sarif",
     report_sarif},
    {"har", "HAR 1.2: every exchange, for browsers' tools", "har", report_har},
    {0}};

const struct report_format *report_find(const char *name)
{
    for (const struct report_format *format = report_formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}

static bool write_file(FILE *file, const struct buffer *text)
{
    bool written = file && fwrite(buffer_string(text), 1, text->length, file) == text->length;
    int failure = errno;
    if (file && fclose(file) != 0 && written) {
        written = false;
        failure = errno;
    }
    errno = failure;
    return written;
}

/* A new file of a name that nobody else takes, with the rights that the user's mask leaves. */
static FILE *open_beside(char *path)
{
    int descriptor = mkstemp(path);
    mode_t mask = umask(0);
    umask(mask);
    if (descriptor < 0)
        return NULL;
    fchmod(descriptor, 0666 & ~mask);
    return fdopen(descriptor, "wb");
}

static bool replace(const char *path, const struct buffer *text)
{
    char *beside = string_format("%s.XXXXXX", path);
    FILE *file = open_beside(beside);
    bool written = write_file(file, text) && rename(beside, path) == 0;
    int failure = errno;
    if (file && !written)
        unlink(beside);
    free(beside);
    errno = failure;
    return written;
}

bool report_save(const struct report_format *format, const struct model *model,
                 const struct report_options *options, const char *path, struct error *error)
{
    struct buffer text;
    struct stat status;
    buffer_init(&text, BUFFER_UNBOUNDED);
    format->write(model, options, &text);
    bool special = stat(path, &status) == 0 && !S_ISREG(status.st_mode);
    bool written = special ? write_file(fopen(path, "wb"), &text) : replace(path, &text);
    if (!written)
        error_set(error, "cannot write the %s report %s: %s", format->name, path, strerror(errno));
    buffer_clear(&text);
    return written;
}
