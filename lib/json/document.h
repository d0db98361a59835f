/* What readers of a notation (this folder's, and lib/yaml) need of a document beyond json.h. */
#ifndef CREWCHECK_JSON_DOCUMENT_H
#define CREWCHECK_JSON_DOCUMENT_H

#include "json/json.h"

enum { JSON_DEPTH_USUAL = 512, JSON_DEPTH_MOST = 10000 };

/* The greatest text that is read: json-c counts a string's bytes in an int. */
#define JSON_LENGTH_MOST ((size_t)INT32_MAX - 1)

/* Sets `error` (may be NULL) at a place of the document; returns false. */
bool json_document_fault(const struct json_document *document, struct error *error, struct json_place place,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Notes a doubt; `text` is borrowed from the document. */
void json_document_doubt(struct json_document *document, enum json_doubt_kind kind, struct json_place place,
                         const char *text);

/* How many values the tree has, once it is finished. */
void json_document_count(struct json_document *document, size_t nodes);

/* Puts the doubts into the order of their places. */
void json_document_sort_doubts(struct json_document *document);

/* As json_number_node(), with the text's length; the text needs no NUL behind it. */
struct json_object *json_document_number(struct json_document *document, const char *text, size_t length,
                                         struct json_place place);

/* Gives a node of the document an origin without keys and number. */
void json_document_place(struct json_document *document, struct json_object *node, struct json_place place);

/* A copy in the document as a member's name, in which U+0000 is written as the two bytes C0 80: json-c ends a
 * key at a NUL. json_write() turns them back. */
const char *json_document_key(struct json_document *document, const char *bytes, size_t length);

enum { JSON_SHORT = 64 };

/* Writes `text` to `out`, cut at a character's end where it is long; for messages. */
const char *json_shorten(const char *text, char out[JSON_SHORT]);

#endif
