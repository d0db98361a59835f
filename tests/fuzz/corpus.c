/* Makes the fuzzers' first inputs from the tests' data: fuzz_corpus ROOT OUT writes OUT/{json,yaml,schema,overlay,
 * jsonpath,contract}/NAME. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/overlay.h"
#include "yaml/yaml.h"

static const char *root, *out;
static size_t written;

static void make_folder(const char *path)
{
    if (mkdir(path, 0777) && errno != EEXIST) {
        perror(path);
        exit(2);
    }
}

static void write_input(const char *target, const char *name, const void *bytes, size_t length)
{
    char *path = string_format("%s/%s/%s", out, target, name);
    FILE *file = fopen(path, "w");
    if (!file || fwrite(bytes, 1, length, file) != length || fclose(file)) {
        perror(path);
        exit(2);
    }
    free(path);
    written++;
}

static struct buffer read_input(const char *path)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (!buffer_read_file(&text, path)) {
        perror(path);
        exit(2);
    }
    return text;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Calls `take` for each entry of a folder below the root whose name ends so. */
static void each(const char *folder, const char *ending, void (*take)(const char *path, const char *name))
{
    struct dirent **entries = NULL;
    char *place = string_format("%s/%s", root, folder);
    int count = scandir(place, &entries, is_visible, alphasort);
    if (count <= 0) {
        fprintf(stderr, "%s: nothing there\n", place);
        exit(2);
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t length = strlen(name), end = strlen(ending);
        char *path = string_format("%s/%s", place, name);
        if (length >= end && !strcmp(name + length - end, ending))
            take(path, name);
        free(path);
        free(entries[i]);
    }
    free(entries);
    free(place);
}

static void take_json(const char *path, const char *name)
{
    struct buffer text = read_input(path);
    write_input("json", name, buffer_string(&text), text.length);
    buffer_clear(&text);
}

static void take_yaml(const char *path, const char *name)
{
    struct buffer text = read_input(path);
    write_input("yaml", name, buffer_string(&text), text.length);
    buffer_clear(&text);
}

/* Each group of a file is an input of its own. */
static void take_schema(const char *path, const char *name)
{
    struct buffer text = read_input(path);
    struct json_document *document = json_read(path, text.data, text.length, NULL, NULL);
    const struct json_object *groups = document ? json_document_root(document) : NULL;
    for (size_t i = 0; groups && i < json_object_array_length(groups); i++) {
        char *input = json_text(json_object_array_get_idx(groups, i), JSON_COMPACT);
        char *input_name = string_format("%s-%zu", name, i);
        write_input("schema", input_name, input, strlen(input));
        free(input_name);
        free(input);
    }
    json_document_free(document);
    buffer_clear(&text);
}

static void take_targets(const char *name, const struct json_object *overlay)
{
    const struct json_object *actions = json_member_array(overlay, "actions");
    for (size_t i = 0; actions && i < json_object_array_length(actions); i++) {
        const char *target = json_member_string(json_object_array_get_idx(actions, i), "target");
        char *input_name = string_format("%s-%zu", name, i);
        if (target)
            write_input("jsonpath", input_name, target, strlen(target));
        free(input_name);
    }
}

static void take_overlay(const char *path, const char *name)
{
    char *target_path = string_format("%s/target.yaml", path),
         *overlay_path = string_format("%s/overlay.yaml", path);
    struct buffer target = read_input(target_path), overlay = read_input(overlay_path);
    struct json_document *document = yaml_read(path, overlay.data, overlay.length, NULL, NULL);
    if (document)
        take_targets(name, json_document_root(document));
    buffer_text(&target, "\n=====\n");
    buffer_append(&target, overlay.data, overlay.length);
    write_input("overlay", name, target.data, target.length);
    json_document_free(document);
    buffer_clear(&target);
    buffer_clear(&overlay);
    free(target_path);
    free(overlay_path);
}

static void take_contract(const char *path, const char *name)
{
    struct buffer text = read_input(path);
    write_input("contract", name, buffer_string(&text), text.length);
    buffer_clear(&text);
}

/* Appends a document of the folder, empty where it holds none. */
static void append_part(struct buffer *input, const char *folder, const char *name)
{
    char *path = string_format("%s/%s", folder, name);
    buffer_text(input, "\n=====\n");
    if (!access(path, R_OK)) {
        struct buffer text = read_input(path);
        buffer_append(input, buffer_string(&text), text.length);
        buffer_clear(&text);
    }
    free(path);
}

static void take_documents(const char *folder, const char *name, const char *const files[3])
{
    char *path = string_format("%s/%s", folder, files[0]);
    if (!access(path, R_OK)) {
        struct buffer input = read_input(path);
        for (size_t i = 1; i < 3 && files[i]; i++)
            append_part(&input, folder, files[i]);
        write_input("contract", name, input.data, input.length);
        buffer_clear(&input);
    }
    free(path);
}

static void take_folder(const char *path, const char *name)
{
    take_documents(path, name, (const char *const[3]){"root.yaml", "part.yaml", "overlay-1.yaml"});
}

static void take_pair(const char *path, const char *name)
{
    take_documents(path, name, (const char *const[3]){"before.yaml", "after.yaml", NULL});
}

int main(int argc, char **argv)
{
    static const char *const targets[] = {"json", "yaml", "schema", "overlay", "jsonpath", "contract"};
    if (argc != 3) {
        fputs("usage: fuzz_corpus ROOT OUT\n", stderr);
        return 2;
    }
    root = argv[1];
    out = argv[2];
    make_folder(out);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        char *folder = string_format("%s/%s", out, targets[i]);
        make_folder(folder);
        free(folder);
    }
    each("tests/json/data/lawful", ".json", take_json);
    each("tests/json/data/refused", ".json", take_json);
    each("tests/yaml/data", ".yaml", take_yaml);
    each("tests/schema/data", ".json", take_schema);
    each("tests/contract/overlays", "", take_overlay);
    each("tests/contract/refused", ".yaml", take_contract);
    each("tests/contract/lint", ".yaml", take_contract);
    each("tests/contract/data", "", take_folder);
    each("tests/contract/diff", "", take_pair);
    printf("%zu inputs\n", written);
    return 0;
}
