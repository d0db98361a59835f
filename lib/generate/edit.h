/* Private to lib/generate: lists of edits, and the walk that finds where they may be made. */
#ifndef CREWCHECK_GENERATE_EDIT_H
#define CREWCHECK_GENERATE_EDIT_H

#include "generate/generate.h"
#include "generate/view.h"

bool edit_is_known(const struct generate_edits *list, const char *place, const char *rule);

/* Adds a copy of the edit, which takes its value. */
void edit_add(struct generate_edits *list, const struct generate_edit *edit);

/* ---- Every value of an instance ---- */

struct walk_site {
    const struct generate_view *view;
    const struct json_object *value;
    const char *pointer, *place; /* the whole's place is "body", or the root of the options */
    bool entry;                  /* of a map: another can stand beside it */
};

typedef void walk_visit(void *context, const struct walk_site *site);

/* Calls `visit` for the instance (valid) and everything in it, outermost first. */
void walk_values(const struct schema *schema, const struct json_object *base,
                 const struct generate_options *options, walk_visit *visit, void *context);

/* The place of a member of the site that no property names; free() it. */
char *walk_entry_place(const struct generate_options *options, const struct walk_site *site);

#endif
