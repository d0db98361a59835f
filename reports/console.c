#include "reports/reports.h"

static void write_target(const struct model_target *target, struct buffer *out)
{
    const size_t *by = target->counts.by;
    buffer_format(out, "%zu cases: %zu passed, %zu failed, %zu errored, %zu skipped\n", target->counts.total,
                  by[MODEL_PASSED], by[MODEL_FAILED], by[MODEL_ERRORED], by[MODEL_SKIPPED]);
}

void report_console(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    for (size_t i = 0; i < model->target_count; i++)
        write_target(model->targets[i], out);
}
