/* Requests from schemas: valid samples, violations of one constraint each, odd but valid values, random instances.
 *
 * This folder knows schemas and JSON, neither HTTP nor crews. Everything it hands out is proved by the validator:
 * a sample is valid; a violation contradicts one constraint at one place, and is valid again once that one place is
 * mended. What cannot be made so is left out and counted.
 *
 * Every function is a pure one of its arguments, also the random ones (of their seed). Schemas, base instances and
 * options are borrowed during the call; trees and lists that come out belong to the caller and refer to the schema's
 * set and document, which must outlive them. Instances are hand-built json-c trees: NULL is null. */
#ifndef CREWCHECK_GENERATE_GENERATE_H
#define CREWCHECK_GENERATE_GENERATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "json/json.h"
#include "schema/schema.h"

/* ---- What the caller may say ---- */

/* A value of the caller's own for the place `pointer` (RFC 6901, "" is the whole) of an instance that is being
 * made: a crew's inputs, an id, a listener's URL. Returns true and sets *node to a new tree (NULL is null), which it
 * hands over; false where it has none. `schema` describes the place, its fields are in schema/model.h. */
typedef bool generate_override(void *context, const char *pointer, const struct schema *schema,
                               struct json_object **node);

/* A URI for the place `pointer`, whose property is called `name` ("" for the whole). Returns a string for free(), or
 * NULL for one under `.invalid` (RFC 2606, section 2). */
typedef char *generate_uri(void *context, const char *pointer, const char *name);

struct generate_options { /* zero-initialised: a sample of the required properties, from the schema alone */
    enum schema_direction direction;
    bool every_property; /* the optional properties too, and an entry in every map and array */
    bool invented;       /* leave the contract's examples and defaults aside */
    size_t branch;       /* of every oneOf and anyOf, the one to begin with: counted from 0, and round */
    const struct json_object *example; /* of the whole, from beside the schema: a Media Type's; or NULL */
    generate_override *override;       /* or NULL */
    generate_uri *uri;                 /* or NULL */
    void *context;                     /* for both */
    /* The name of the whole instance in places. NULL: "body", and its properties stand alone ("inputs.*"); else, as
     * for a parameter, it begins every place ("query.filter", "query.filter.name"). */
    const char *root;
};

/* ---- Places ----
 *
 * A place names the part of an instance that a case is about, the same in every run: property names joined by
 * `.`, `*` for the values of a map, `[]` for the items of an array: "inputs.*", "tasks.[].name".
 *
 * In a name, every ASCII character but letters, digits, `_`, `-`, `$` and `@` is written as `%` and two upper-case
 * hexadecimal digits; the empty name as `%`. Where no root is given, so is the first character of a leading name
 * that would be taken for another root: body, path, query, header, cookie ("%62ody"). */

/* Appends the escaped name to `place`, behind a `.` where something stands there already. */
void generate_place_push(struct buffer *place, const char *name);

/* ---- Valid samples ---- */

/* Makes a valid instance and hands it over in *out. At each place it takes, in this order, what stands there in the
 * caller's own, in the caller's example, in the schema's example, default or enum, as far as it is valid; else it makes
 * one up. No URL of an example is ever taken over: texts that hold one are replaced by the caller's or by one under
 * `.invalid`. Returns false and sets `error` where no valid instance was found, or the caller's own is invalid. */
bool generate_sample(const struct schema *schema, const struct generate_options *options,
                     struct json_object **out, struct error *error) __attribute__((warn_unused_result));

/* ---- One fault each ---- */

/* Rules: `missing`; `type-null`, `type-boolean`, `type-number` (for an integer: a fraction), `type-string`,
 * `type-array`, `type-object`; `enum`; `format-NAME` (`format-uri-scheme`: none; `format-uri-space`: a space in it);
 * `pattern`, `min-length`, `max-length`; `minimum`, `maximum`, `multiple-of`; `min-items`, `max-items`,
 * `unique-items`; `additional`, `min-properties`, `max-properties`; `one-of`, `any-of`, `not`, `discriminator`. A second
 * constraint of the same kind at the same place has `-2` behind its rule, and so on. */
struct generate_violation {
    const char *rule;
    const char *place;
    const char *title;   /* what stands there, in words: "a number instead of a string", "left out" */
    const char *pointer; /* into the instance: of the value at fault, or of the property that is left out */
    const char *keyword; /* of the constraint: "type" */
    const char *basis;   /* where the constraint stands in the contract: "#/components/…/type" */
    const struct json_source *source; /* of the constraint, NULL where not known */
    struct json_place line;           /* of the constraint in it */
    const struct schema *schema;      /* that states the constraint */
    struct json_object *instance;     /* the whole with its one fault; of a parameter: what `text` spells */
    const char *text; /* of a parameter that is neither array nor object: what is to be sent, before any escaping */
};

struct generate_violations { /* zero-initialised, it is empty and ready */
    struct arena arena;
    struct generate_violation *items; /* no two have both place and rule in common */
    size_t count, capacity;
    size_t dropped; /* constraints for which no such instance was found */
};

/* Appends a violation for each constraint that bears on a value that is present in `base`, at any depth. `base` must be
 * valid; else nothing is appended and false is returned with `error` set. Options: direction and root. */
bool generate_violations(const struct schema *schema, const struct json_object *base,
                         const struct generate_options *options, struct generate_violations *list,
                         struct error *error) __attribute__((warn_unused_result));

/* The same for a parameter that is sent as text (path, query, header, cookie) and whose schema allows no array and no
 * object: what no reading of the text would make valid. The empty text is never among them. */
bool generate_parameter_violations(const struct schema *schema, const struct json_object *base,
                                   const struct generate_options *options, struct generate_violations *list,
                                   struct error *error) __attribute__((warn_unused_result));

/* The same for an array or an object that is sent as text in some style: those that are one still and hold nothing but texts, numbers and
 * booleans. Whether a reading of what is sent would be valid after all, is the caller's to see: `text` stays NULL. */
bool generate_styled_violations(const struct schema *schema, const struct json_object *base,
                                const struct generate_options *options, struct generate_violations *list,
                                struct error *error) __attribute__((warn_unused_result));

/* The same for an object that is sent as a form, member by member: those that are an object still. Here, too, what can be read
 * from what is sent is the caller's to see. */
bool generate_form_violations(const struct schema *schema, const struct json_object *base,
                              const struct generate_options *options, struct generate_violations *list,
                              struct error *error) __attribute__((warn_unused_result));

/* The text that a boolean, number, string or null of a parameter is sent as, before any escaping; free() it. */
char *generate_parameter_text(const struct json_object *value);

void generate_violations_clear(struct generate_violations *list);

/* ---- Bodies that are no instance at all; their place is "body" ---- */

struct generate_raw {
    /* "empty", "missing", "not-json", "cut-off", "not-utf8", "trailing-comma", "more-behind", "raw-line-break" */
    const char *rule;
    const char *title; /* "JSON that is cut off in the middle" */
    const char *bytes; /* NULL for "missing": no body and no Content-Type is sent */
    size_t length;
};

struct generate_raws { /* zero-initialised, it is empty and ready */
    struct arena arena;
    struct generate_raw *items;
    size_t count, capacity;
};

/* Appends the raw faults of a JSON body that would be `base` without its fault. */
void generate_raw_faults(const struct json_object *base, struct generate_raws *list);
void generate_raws_clear(struct generate_raws *list);

/* ---- Edits: odd but valid values, and the finer faults of formats ---- */

/* A change to an instance, to be made alone or together with others. */
struct generate_edit {
    const char *rule;  /* "empty-string", "key-with-dot" … */
    const char *place; /* "inputs.*" */
    const char *title; /* what is put there, in words: "a string of 8 KiB" */
    const char *pointer;
    bool adds; /* a new member of a map or an open object; else it replaces what stands at `pointer` */
    struct json_object *value;
};

struct generate_edits { /* zero-initialised, it is empty and ready */
    struct arena arena;
    struct generate_edit *items; /* no two have both place and rule in common */
    size_t count, capacity;
    size_t dropped; /* that would not have been valid */
};

/* Appends the odd but valid values that `base` (valid) has room for: as new entries of maps, free-form objects and
 * open objects, and in the place of strings. Each is proved valid alone. A value that the override gives is not
 * replaced; strings that can hold one value at a time share the odd ones out among them. */
void generate_odd(const struct schema *schema, const struct json_object *base,
                  const struct generate_options *options, struct generate_edits *list);

/* Appends values that break a format in a finer point, or keep it where a lenient reader would not: a bad percent
 * escape, a bad port, characters beyond ASCII in a URI, a UUID in braces. Neither is proved: they must only never cause
 * a 5xx. Apply them to an instance that would be refused anyway. */
void generate_format_oddities(const struct schema *schema, const struct json_object *base,
                              const struct generate_options *options, struct generate_edits *list);

/* A copy of `base` with these edits; the caller releases it. An edit whose parent `base` lacks is passed over. */
struct json_object *generate_apply(const struct json_object *base, const struct generate_edit *const *edits,
                                   size_t count);

/* Spreads the edits over `groups` instances so that in each all of its edits are valid together: groups[i] becomes the
 * number of the i-th edit's group, or -1 where it fits in none. The earlier groups are filled first. */
void generate_spread(const struct schema *schema, const struct json_object *base,
                     enum schema_direction direction, const struct generate_edits *list, int group_count,
                     int *groups);

void generate_edits_clear(struct generate_edits *list);

/* ---- Random data ---- */

/* Makes a valid random instance; `size` (0 is smallest) bounds depth, lengths and counts. As generate_sample(), without
 * examples. */
bool generate_random(const struct schema *schema, struct random *random, unsigned size,
                     const struct generate_options *options, struct json_object **out, struct error *error)
    __attribute__((warn_unused_result));

/* Makes a random instance with one fault: appends to `list` a violation of a random valid instance. */
bool generate_random_invalid(const struct schema *schema, struct random *random, unsigned size,
                             const struct generate_options *options, struct generate_violations *list,
                             struct error *error) __attribute__((warn_unused_result));

/* Does this instance still show the failure? Called at most `tries` times. */
typedef bool generate_fails(void *context, const struct json_object *instance);

struct generate_shrinking {
    const struct schema *schema;
    enum schema_direction direction;
    bool valid; /* candidates are to be valid, or else invalid; the others are never tried */
    unsigned tries;
    generate_fails *fails;
    void *context;
};

/* Finds a smaller instance that still fails: members and items left out, texts and numbers reduced, as long as one
 * step is left that keeps the failure. Returns a new tree, at worst a copy of `instance`. */
struct json_object *generate_shrink(const struct json_object *instance,
                                    const struct generate_shrinking *shrinking);

#endif
