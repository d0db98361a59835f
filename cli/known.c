#include "cli/known.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cli/files.h"
#include "record/model.h"

static bool read_waivers(const char *path, struct waivers *waivers, struct error *error)
{
    struct json_document *document = files_object(path, "the list of waivers", error);
    bool read = document && waivers_read(waivers, document, error);
    json_document_free(document);
    return read;
}

/* What failed there is known, waived or not. */
static void take_failures(const struct model_target *target, struct waivers *waivers)
{
    char *reason = string_format("it failed in the baseline too, the run of %s", target->run->started);
    for (size_t i = 0; i < target->case_count; i++)
        if (target->cases[i]->finding_count)
            waivers_add_known(waivers, target->cases[i]->id, reason);
    free(reason);
}

static bool read_baseline(const char *path, struct waivers *waivers, struct error *error)
{
    struct model *model = model_new();
    bool read = model_read_file(model, path, error);
    if (read)
        model_finish(model);
    for (size_t i = 0; read && i < model->target_count; i++)
        take_failures(model->targets[i], waivers);
    model_free(model);
    return read;
}

bool known_read(const char *waivers_file, const char *baseline, struct waivers **waivers, struct error *error)
{
    char today[CLOCK_TEXT];
    *waivers = NULL;
    if (!waivers_file && !baseline)
        return true;
    clock_text(clock_wall(), today);
    *waivers = waivers_new(today);
    return (!waivers_file || read_waivers(waivers_file, *waivers, error)) &&
           (!baseline || read_baseline(baseline, *waivers, error));
}
