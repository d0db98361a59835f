/* Where the reports of a run go. */
#ifndef CREWCHECK_CLI_OUTPUTS_H
#define CREWCHECK_CLI_OUTPUTS_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"
#include "record/model.h"

struct output_options {
    const char *paths[REPORTS_MOST]; /* beside report_formats[]; NULL: not asked for; "-": standard output */
    long tap_version;
    bool plain, quiet;
};

/* The rows of every command that makes reports. */
extern const struct option output_rows[4];

/* Before anything is sent: can the files be written, does one report at most go to standard output, and none to the file of
 * another? */
bool outputs_check(const struct output_options *options, struct error *error)
    __attribute__((warn_unused_result));

/* Does none of them go to the file of a record (NULL: there is none)? */
bool outputs_spare(const struct output_options *options, const char *record, struct error *error)
    __attribute__((warn_unused_result));

/* Does one of them go to standard output? What is for people goes to standard error then. */
bool outputs_take_standard_output(const struct output_options *options);

/* Writes every report that was asked for to its file or standard output, and none for people. */
bool outputs_save(const struct output_options *options, const struct model *model, struct error *error)
    __attribute__((warn_unused_result));

/* Writes every report that was asked for, and the one for people: to standard output, or to standard error where
 * another report goes there. All are tried; the first failure is told. */
bool outputs_write(const struct output_options *options, const struct model *model, struct error *error)
    __attribute__((warn_unused_result));

#endif
