/* OpenAPI Overlay 1.0: a document of actions that change another. Private to lib/contract. */
#ifndef CREWCHECK_CONTRACT_OVERLAY_H
#define CREWCHECK_CONTRACT_OVERLAY_H

#include "contract/contract.h"

/* Changes the tree of `document` by the actions of `overlay` that `level` takes: CONTRACT_BINDING leaves those of
 * `x-level: should` out. What comes from the overlay keeps its origin there, keys too, so that the overlay must
 * outlive the document. Returns false and sets `error`, with a place in the overlay, where it is no overlay, or an
 * action cannot be applied. A target that matches nothing is a mistake, too, unless `lenient`, when the action is
 * skipped. A failure leaves the document half changed.
 *
 * Where 1.0 is silent on merging, this is as 1.1 puts it: arrays are concatenated, scalars replaced, and a scalar
 * never gives way to an object or array, nor the other way round. A null changes no object and no array: so the
 * specification's own "Structured Overlay Example". Removing a scalar is allowed, as in the specification's
 * "compliant sets". */
bool overlay_apply(struct json_document *document, const struct json_document *overlay,
                   enum contract_level level, bool lenient, struct error *error);

#endif
