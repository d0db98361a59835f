/* The parts of overlays. Private to overlay*.c. */
#ifndef CREWCHECK_CONTRACT_OVERLAY_PRIVATE_H
#define CREWCHECK_CONTRACT_OVERLAY_PRIVATE_H

#include "contract/jsonpath.h"
#include "contract/overlay.h"
#include "json/document.h"

/* An overlay that is being applied. */
struct overlay {
    struct json_document *target;
    const struct json_document *document;
    bool lenient;
    size_t added; /* values, by all actions */
    struct error *error;
};

/* Is it an Overlay Object with Action Objects, down to the members' types? */
bool overlay_check(const struct json_document *overlay, struct error *error);

/* Sets the error at the place of a member's value, or of its key where the value has none; returns false. */
bool overlay_fault(const struct overlay *overlay, const struct json_object *object, const char *member,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Merges the action's `update` into the object that was matched, or appends it to the array. */
bool overlay_update(struct overlay *overlay, const struct json_object *action,
                    const struct jsonpath_match *match);

/* Removes all that was matched. */
bool overlay_remove(struct overlay *overlay, const struct json_object *action,
                    struct jsonpath_matches *matches);

#endif
