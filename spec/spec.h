/* The documents that are shipped inside the binary: contract revisions, overlays, and locales (overlays of prose
 * alone). `crewcheck spec NAME` prints them; findings cite them by line under these names. */
#ifndef CREWCHECK_SPEC_SPEC_H
#define CREWCHECK_SPEC_SPEC_H

#include <stddef.h>

enum spec_kind {
    SPEC_REVISION, /* an OpenAPI document */
    SPEC_OVERLAY,  /* an overlay on any revision, applied unless the user asks for none */
    SPEC_LOCALE    /* an overlay on any revision that translates its prose */
};

struct spec_document {
    const char *name; /* "crewai-amp@2025-10", "overlays/promises", "locales/ko" */
    enum spec_kind kind;
    const char *title;
    const char *file; /* its path in spec/: "crewai-amp-2025-10.yaml" */
    const char *text; /* YAML, NUL-terminated */
    size_t length;
};

/* The document of that name; "crewai-amp" is the default revision. NULL where there is none. */
const struct spec_document *spec_find(const char *name);

/* All documents, the default revision first, overlays in the order in which they are applied. */
const struct spec_document *spec_documents(size_t *count);

/* The locale of a language ("ko", "pt-br" in any case), or NULL. */
const struct spec_document *spec_locale(const char *language);

#endif
