/* Private to lib/generate: the search for instances with one fault. */
#ifndef CREWCHECK_GENERATE_VIOLATE_H
#define CREWCHECK_GENERATE_VIOLATE_H

#include "generate/generate.h"
#include "generate/view.h"

struct search {
    const struct schema *schema; /* of the whole */
    const struct json_object *base;
    const struct generate_options *options;
    struct generate_violations *list;
    bool textual; /* a parameter: what a text could be taken for does not count as of another type */
    struct buffer pointer, place; /* of the value being looked at */
};

/* A value of the base and the schemas that speak of it. */
struct site {
    const struct generate_view *view;
    const struct json_object *value;
    size_t pointer_length; /* of its pointer, which begins search.pointer */
    const struct site *outer;
};

enum change { CHANGE_VALUE, CHANGE_LEAVE_OUT, CHANGE_ADD, CHANGE_MEMBER };

/* A change that may contradict one constraint. */
struct offer {
    const struct schema *schema; /* that states the constraint */
    const char *keyword, *rule;
    const char *title; /* lives in the list's arena, or forever */
    enum change change;
    const char *name;          /* of the member that is left out, added or changed */
    struct json_object *value; /* taken in every case */
};

/* prove.c: adds the violation to the list if it contradicts just this constraint at just this place. True where it does,
 * also where the list has it already. */
bool search_offer(struct search *search, const struct site *site, const struct offer *offer);

/* One family of constraints each: what `schema` states of the value at `site`. Each counts what it finds nothing for. */
void violate_structure(struct search *search, const struct site *site, const struct schema *schema);
void violate_type(struct search *search, const struct site *site, const struct schema *schema);
void violate_enum(struct search *search, const struct site *site, const struct schema *schema);
void violate_strings(struct search *search, const struct site *site, const struct schema *schema);
void violate_formats(struct search *search, const struct site *site, const struct schema *schema);
void violate_numbers(struct search *search, const struct site *site, const struct schema *schema);
void violate_arrays(struct search *search, const struct site *site, const struct schema *schema);
void violate_junctions(struct search *search, const struct site *site, const struct schema *schema);

/* A text in the place of the site's value. */
bool search_offer_text(struct search *search, const struct site *site, struct offer offer, const char *text);
/* A number, NULL or one that no node holds is none. */
bool search_offer_number(struct search *search, const struct site *site, struct offer offer,
                         const char *text);
void search_drop_unless(struct search *search, bool found);

/* make_for.c: a value that `schema` (NULL: anything goes) allows. False where none was found. */
bool search_make(const struct search *search, const struct schema *schema, unsigned variation,
                 struct json_object **out);

/* An object that `branch` allows, whose members are such as `beside` describes them. */
bool search_make_beside(const struct search *search, const struct schema *beside, const struct schema *branch,
                        struct json_object **out);

#endif
