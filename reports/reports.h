/* Reports: documents made from a model (record/model.h), and from nothing else; a report of a run and one made from
 * its record later are the same, byte for byte.
 *
 * Adding a format: a file of its own that defines report_NAME(), declared below, and one row in reports.c. */
#ifndef CREWCHECK_REPORTS_REPORTS_H
#define CREWCHECK_REPORTS_REPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "record/model.h"

/* How a report is to look. Zero-initialised, it stands for what each field says of 0. */
struct report_options {
    bool colour;     /* console: with the terminal's colours */
    bool quiet;      /* console: the findings and the verdict alone, and of a run that conforms one line */
    size_t width;    /* console: columns; 0: 80 */
    int tap_version; /* 13 or 14; 0: 13 */
};

/* Appends the whole document to `out`. What the target said is escaped for the format's readers. */
typedef void report_write(const struct model *model, const struct report_options *options,
                          struct buffer *out);

struct report_format {
    const char *name;   /* of the option that asks for it: --junit FILE */
    const char *title;  /* what the option's help says */
    const char *suffix; /* of its files, without the dot */
    report_write *write;
};

/* Every format that goes to a file, ended by one without a name. */
extern const struct report_format report_formats[];

/* The format of that name, or NULL. */
const struct report_format *report_find(const char *name);

/* Writes a report to `path`: first to a file beside it, which then takes its place, so that no reader ever sees half
 * a document. What is no regular file (a pipe, a terminal) is written to as it is. Returns false and sets `error`
 * where it cannot be written. Standard output is the caller's: `write` into a buffer serves it. */
bool report_save(const struct report_format *format, const struct model *model,
                 const struct report_options *options, const char *path, struct error *error);

/* For a person at a terminal. */
report_write report_console;

/* Those of report_formats. */
report_write report_junit, report_tap, report_markdown, report_sarif, report_har;

/* For a person with a browser: one file, without a network. */
report_write report_html;

#endif
