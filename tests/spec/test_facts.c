/* spec/ says what was published, no more and no less, in words of its own. */
#include <criterion/criterion.h>

#include "facts.h"
#include "shipped.h"

static void tell_missing(const char *line)
{
    cr_expect(false, "published, and not in spec/: %s", line);
}

static void tell_added(const char *line)
{
    cr_expect(false, "in spec/, and not published: %s", line);
}

static void compare(const char *name, const char *path)
{
    struct json_document *document = shipped_document(name);
    struct facts published = {0}, ours = {0};
    facts_read(path, &published);
    facts_of(json_document_root(document), &ours);
    cr_expect(published.count > 100, "%s holds %zu facts", path, published.count);
    facts_beyond(&published, &ours, tell_missing);
    facts_beyond(&ours, &published, tell_added);
    facts_clear(&published);
    facts_clear(&ours);
    json_document_free(document);
}

Test(facts, of_2025_10)
{
    compare("crewai-amp@2025-10", TEST_DATA "/facts-2025-10.txt");
}

Test(facts, of_2026_05)
{
    compare("crewai-amp@2026-05", TEST_DATA "/facts-2026-05.txt");
}
