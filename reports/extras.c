/* What formats that know only tests need to be told of a run besides its cases. */
#include <stdlib.h>
#include <string.h>

#include "reports/explain.h"
#include "reports/facts.h"
#include "reports/text.h"

static const char *shown(struct arena *arena, const char *text)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    text_show_line(&out, text);
    const char *copy = arena_copy(arena, buffer_string(&out), out.length);
    buffer_clear(&out);
    return copy;
}

static struct facts_extra *add(struct facts_extras *extras, const char *id, const char *title,
                               const char *message)
{
    extras->items = memory_grow(extras->items, extras->count, &extras->capacity, sizeof *extras->items);
    struct facts_extra *extra = &extras->items[extras->count++];
    *extra = (struct facts_extra){.suite = strncmp(id, "gate.", 5) == 0 ? "gate" : "run",
                                  .id = shown(&extras->arena, id),
                                  .title = title,
                                  .message = shown(&extras->arena, message),
                                  .hint = ""};
    return extra;
}

static void add_gate(struct facts_extras *extras, const struct model_gate *gate, size_t index)
{
    const char *id = *gate->case_id ? arena_format(&extras->arena, "gate.%s.%s", gate->kind, gate->case_id)
                                    : arena_format(&extras->arena, "gate.%s", gate->kind);
    for (size_t i = 0; i < extras->count; i++)
        if (strcmp(extras->items[i].id, id) == 0)
            id = arena_format(&extras->arena, "%s.%zu", id, index);
    add(extras, id, "What the gate asks beside the cases is so", gate->text)->hint =
        shown(&extras->arena, gate->hint);
}

/* Why the run's cases alone do not tell its outcome, or NULL where they do. */
static const char *problem_of(const struct model *model, const struct model_run *run)
{
    if (*run->problem)
        return run->problem;
    if (run->interrupted)
        return "the run was interrupted";
    if (!run->finished)
        return "the run was cut off before it had ended";
    const size_t *by = model->counts.by;
    bool none = !by[MODEL_PASSED] && !by[MODEL_FAILED] && !by[MODEL_ERRORED];
    return run->exit == 3 && none ? "no case was judged" : NULL;
}

void facts_extras_make(struct facts_extras *extras, const struct model *model)
{
    *extras = (struct facts_extras){.count = 0};
    for (size_t i = 0; i < model->run_count; i++) {
        const struct model_run *run = model->runs[i];
        const char *problem = problem_of(model, run);
        const char *id =
            model->run_count > 1 ? arena_format(&extras->arena, "run.complete.%zu", i + 1) : "run.complete";
        if (problem)
            add(extras, id, "The run gets to its end", problem)->errored = true;
        for (size_t k = 0; k < run->gate_count; k++)
            add_gate(extras, &run->gate[k], extras->count);
    }
}

void facts_extras_clear(struct facts_extras *extras)
{
    free(extras->items);
    arena_clear(&extras->arena);
    *extras = (struct facts_extras){0};
}

const char *facts_target_name(struct arena *arena, const struct model *model, size_t target)
{
    size_t before = 0;
    if (model->target_count < 2)
        return "";
    for (size_t i = 0; i < target; i++)
        before += strcmp(model->targets[i]->label, model->targets[target]->label) == 0;
    const char *label = shown(arena, model->targets[target]->label);
    return before ? arena_format(arena, "%s (%zu)", label, before + 1) : label;
}

void facts_findings(struct buffer *out, const struct model *model, const struct model_target *target,
                    const struct model_case *judged, size_t maximum)
{
    static const struct explain_style style = {0};
    size_t start = out->length;
    for (size_t i = 0; i < judged->finding_count; i++) {
        const struct model_finding *finding = judged->findings[i];
        struct explanation explanation;
        if (out->length - start > maximum) {
            buffer_format(out, "\n\xE2\x80\xA6 and %zu more findings\n", judged->finding_count - i);
            return;
        }
        if (i)
            buffer_char(out, '\n');
        if (strcmp(finding->level, "should") == 0)
            buffer_text(out, "should: ");
        text_show_line(out, finding->title);
        buffer_char(out, '\n');
        explain_finding(&explanation, model, target, finding);
        explain_print(&explanation, &style, out);
        explain_clear(&explanation);
    }
}

void facts_first(struct buffer *out, const struct model_case *judged)
{
    if (!judged->finding_count) {
        buffer_text(out, "failed, and the record does not say why");
        return;
    }
    struct buffer title;
    buffer_init(&title, BUFFER_UNBOUNDED);
    if (strcmp(judged->findings[0]->level, "should") == 0)
        buffer_text(out, "should: ");
    text_show_line(&title, judged->findings[0]->title);
    text_cut(out, buffer_string(&title), title.length, 1000);
    if (judged->finding_count > 1)
        buffer_format(out, " (and %zu more)", judged->finding_count - 1);
    buffer_clear(&title);
}
