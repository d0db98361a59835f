/* A body in a page: JSON is laid out anew, so that the contradicting place can be found and marked. */
#include <stdio.h>
#include <string.h>

#include "json/json.h"
#include "reports/html.h"

enum {
    MOST_TEXT = 8 * 1024,   /* bytes of a page that one body may take before it is shortened */
    MOST_STRING = 400,      /* bytes of one string that are shown away from the place */
    MOST_MEMBERS = 40,      /* members and items shown away from the place */
    MOST_MARKED = 4 * 1024, /* bytes of the marked value itself */
    MOST_RAW = 8 * 1024,
    MOST_LAID_OUT = 256 * 1024, /* bytes of a body that is read for its layout, anew for each finding */
    MOST_VALUES = 10000         /* of such a body */
};

struct layout {
    struct buffer *out;
    size_t limit;        /* length of `out` at which what is not on the way to the place is left out */
    const char *pointer; /* what is left of it on the way down; NULL: not on the way */
};

/* The rest of the pointer where it leads through this token, else NULL. */
static const char *through(const char *pointer, const char *token)
{
    if (!pointer || *pointer != '/')
        return NULL;
    struct buffer escaped;
    buffer_init(&escaped, BUFFER_UNBOUNDED);
    json_pointer_push(&escaped, token);
    size_t length = escaped.length;
    bool fits = strncmp(pointer, buffer_string(&escaped), length) == 0 &&
                (pointer[length] == '\0' || pointer[length] == '/');
    buffer_clear(&escaped);
    return fits ? pointer + length : NULL;
}

static bool is_place(const char *pointer)
{
    return pointer && !*pointer;
}

static void new_line(struct buffer *out, unsigned depth)
{
    buffer_format(out, "\n%*s", (int)(2 * (depth < 40 ? depth : 40)), "");
}

/* Cuts at a character's end. */
static void append_shortened(struct buffer *out, const char *text, size_t length, size_t most)
{
    size_t kept = length < most ? length : most;
    while (kept && kept < length && ((unsigned char)text[kept] & 0xc0) == 0x80)
        kept--;
    html_bytes(out, text, kept);
    if (kept < length)
        buffer_format(out, "<span class=\"quiet\">… %zu more bytes</span>", length - kept);
}

/* Text of the node itself, marked where it is the place. */
static void write_own(const struct layout *layout, const char *text, size_t length, size_t most)
{
    bool marked = is_place(layout->pointer);
    buffer_text(layout->out, marked ? "<mark>" : "");
    append_shortened(layout->out, text, length, marked ? MOST_MARKED : most);
    buffer_text(layout->out, marked ? "</mark>" : "");
}

static void write_node(const struct layout *layout, struct json_object *node, unsigned depth);

/* Is a member away from the place to be left out? */
static bool is_left_out(const struct layout *layout, const char *rest, size_t written)
{
    return !rest && (written >= MOST_MEMBERS || layout->out->length > layout->limit);
}

static void write_member(const struct layout *layout, const char *key, struct json_object *value,
                         const char *rest, unsigned depth)
{
    struct layout inner = {layout->out, layout->limit, rest};
    new_line(layout->out, depth);
    if (key) {
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        json_write_string(&text, key, strlen(key));
        buffer_text(&text, ": ");
        write_own(&inner, text.data, text.length, MOST_STRING);
        buffer_clear(&text);
    }
    write_node(&inner, value, depth);
}

/* What stands inside the brackets; an object's members or an array's items. */
struct members {
    const struct layout *layout;
    unsigned depth;
    size_t written, left_out;
};

static void add_member(struct members *members, const char *key, const char *token, struct json_object *value)
{
    const struct layout *layout = members->layout;
    const char *rest = through(layout->pointer, token);
    if (is_left_out(layout, rest, members->written)) {
        members->left_out++;
        return;
    }
    if (members->written++)
        buffer_char(layout->out, ',');
    write_member(layout, key, value, rest, members->depth + 1);
}

static void end_members(const struct members *members)
{
    struct buffer *out = members->layout->out;
    if (members->left_out) {
        new_line(out, members->depth + 1);
        buffer_format(out, "<span class=\"quiet\">… %zu more</span>", members->left_out);
    }
    if (members->written || members->left_out)
        new_line(out, members->depth);
}

static void write_object(const struct layout *layout, struct json_object *node, unsigned depth)
{
    struct members members = {.layout = layout, .depth = depth};
    write_own(layout, "{", 1, 1);
    json_object_object_foreach(node, key, value)
    {
        add_member(&members, key, key, value);
    }
    end_members(&members);
    buffer_char(layout->out, '}');
}

static void write_array(const struct layout *layout, struct json_object *node, unsigned depth)
{
    struct members members = {.layout = layout, .depth = depth};
    write_own(layout, "[", 1, 1);
    for (size_t i = 0; i < json_object_array_length(node); i++) {
        char token[24];
        snprintf(token, sizeof token, "%zu", i);
        add_member(&members, NULL, token, json_object_array_get_idx(node, i));
    }
    end_members(&members);
    buffer_char(layout->out, ']');
}

static void write_scalar(const struct layout *layout, struct json_object *node)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    json_write(&text, node, JSON_COMPACT);
    write_own(layout, text.data, text.length, MOST_STRING);
    buffer_clear(&text);
}

static void write_node(const struct layout *layout, struct json_object *node, unsigned depth)
{
    if (json_is(node, json_type_object))
        write_object(layout, node, depth);
    else if (json_is(node, json_type_array))
        write_array(layout, node, depth);
    else
        write_scalar(layout, node);
}

void html_body(struct buffer *out, const char *bytes, size_t length, const char *pointer, bool raw)
{
    bool laid_out = !raw && length <= MOST_LAID_OUT;
    const struct json_limits limits = {.nodes = MOST_VALUES};
    struct json_document *document = laid_out ? json_read("body", bytes, length, &limits, NULL) : NULL;
    struct layout layout = {out, out->length + MOST_TEXT, pointer};
    if (document)
        write_node(&layout, json_document_root(document), 0);
    else
        append_shortened(out, bytes, length, MOST_RAW);
    json_document_free(document);
}
