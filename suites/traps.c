#include "suites/traps.h"

#include <stdlib.h>

const struct run_answer *traps_send(struct run_exam *exam, const struct run_request *kickoff)
{
    struct run *run = run_of(exam);
    struct json_document *document = json_read("request body", kickoff->body, kickoff->length, NULL, NULL);
    bool object = json_is(json_document_root(document), json_type_object);
    const char *url = object ? run_trap_new(run) : NULL;
    struct run_request request = *kickoff;
    if (url) {
        request.json = json_copy(json_document_root(document));
        crew_add_webhooks(request.json, url, url, url);
    }
    const struct run_answer *answer = run_send(exam, &request);
    bool refused = answer && http_exchange_class(answer->exchange) == HTTP_COMPLETE &&
                   answer->exchange->status / 100 == 4;
    if (!refused)
        run_trap_release(run, url);
    if (url)
        json_object_put(request.json);
    json_document_free(document);
    return answer;
}

void traps_examine(struct run_exam *exam, const void *data)
{
    (void)data;
    struct run_traps traps = run_trapped(exam);
    if (!traps.set)
        run_skip(exam, "no kickoff was refused whose callbacks could be received: auth.reject.kickoff.* and "
                       "kickoff.reject.inputs.* send them");
    else if (traps.calls)
        run_fail(exam, NULL,
                 &(struct finding){.aspect = "callback",
                                   .title = "a refused kickoff was started",
                                   .expected = "no call to the URLs of a kickoff that was refused",
                                   .found = arena_format(run_arena(exam), "%zu call%s", traps.calls,
                                                         traps.calls == 1 ? "" : "s"),
                                   .place = "callback",
                                   .note = "kickoffs of auth.reject.kickoff.* and kickoff.reject.inputs.*: "
                                           "to see it again, run these too",
                                   .exchange = traps.number});
    else if (!traps.heard)
        run_skip(exam, "no execution has called back, so that one more would not be heard either");
}
