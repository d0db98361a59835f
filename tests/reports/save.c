#include <criterion/criterion.h>

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostile.h"

static char folder[64];

static void new_folder(void)
{
    strcpy(folder, "/tmp/crewcheck-save-XXXXXX");
    cr_assert(mkdtemp(folder));
}

static size_t count_files(void)
{
    DIR *directory = opendir(folder);
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(directory));)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static void delete_folder(void)
{
    char *command = string_format("rm -r '%s'", folder);
    cr_expect_eq(system(command), 0);
    free(command);
}

TestSuite(save, .init = new_folder, .fini = delete_folder);

static void write_text(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)model;
    (void)options;
    buffer_text(out, "a report\n");
}

static const struct report_format format = {"text", "a text", "txt", write_text};

static bool save(const char *path, struct error *error)
{
    struct model *model = model_new();
    struct report_options options = {0};
    bool saved = report_save(&format, model, &options, path, error);
    model_free(model);
    return saved;
}

static char *content(const char *path)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, path));
    return buffer_take(&text, NULL);
}

Test(save, takes_the_place_of_what_was_there)
{
    char *path = string_format("%s/report.txt", folder);
    struct error error = {0};
    struct stat status;
    umask(022);
    cr_expect(save(path, &error), "%s", error.text);
    FILE *open = fopen(path, "r");
    cr_expect(save(path, &error), "%s", error.text);
    char *text = content(path);
    cr_expect_str_eq(text, "a report\n");
    cr_expect_eq(count_files(), 1);
    cr_expect_eq(stat(path, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0644);
    struct stat old;
    fstat(fileno(open), &old);
    cr_expect_neq(old.st_ino, status.st_ino, "a reader of the old one keeps it whole");
    fclose(open);
    free(text);
    free(path);
}

Test(save, what_is_no_file_is_written_to)
{
    char *path = string_format("%s/pipe", folder), text[32] = "";
    cr_assert_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    cr_expect(save(path, NULL));
    cr_expect_eq(read(reader, text, sizeof text), 9);
    close(reader);
    cr_expect_eq(count_files(), 1);
    free(path);
}

Test(save, what_cannot_be_written_is_told)
{
    struct error error = {0};
    cr_expect_not(save("/no/such/folder/report.txt", &error));
    cr_expect_str_eq(error.text,
                     "cannot write the text report /no/such/folder/report.txt: No such file or directory");
    error = (struct error){0};
    cr_expect_not(save("/dev/full", &error));
    cr_expect_str_eq(error.text, "cannot write the text report /dev/full: No space left on device");
}

Test(save, formats_are_found_by_name)
{
    for (const struct report_format *each = report_formats; each->name; each++)
        cr_expect_eq(report_find(each->name), each);
    cr_expect_null(report_find("console"));
}
