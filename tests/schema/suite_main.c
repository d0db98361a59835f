/* json_schema_suite [-v] FOLDER: prints passed, failed and left out; exit 1 on a failure, 2 where nothing ran. */
#include <stdio.h>
#include <string.h>

#include "suite.h"

int main(int argc, char **argv)
{
    bool verbose = argc == 3 && strcmp(argv[1], "-v") == 0;
    if (argc != 2 && !verbose) {
        fputs("usage: json_schema_suite [-v] FOLDER\n", stderr);
        return 2;
    }
    struct suite_counts counts = {0};
    struct error error = {0};
    struct buffer log;
    buffer_init(&log, BUFFER_UNBOUNDED);
    bool fine = suite_run_folder(argv[argc - 1], &counts, &log, &error);
    if (verbose || counts.failed)
        fputs(buffer_string(&log), stdout);
    if (!fine)
        fprintf(stderr, "%s\n", error.text);
    printf("%zu passed, %zu failed, %zu left out\n", counts.passed, counts.failed, counts.left_out);
    buffer_clear(&log);
    return !fine || counts.passed + counts.failed == 0 ? 2 : counts.failed > 0;
}
