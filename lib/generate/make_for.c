/* Values that a change needs besides: members that are added, items, whole branches. */
#include "generate/make.h"
#include "generate/violate.h"

static struct generate_options options_of(const struct search *search)
{
    return (struct generate_options){
        .direction = search->options->direction, .every_property = true, .invented = true};
}

bool search_make(const struct search *search, const struct schema *schema, unsigned variation,
                 struct json_object **out)
{
    struct generate_options options = options_of(search);
    struct schema_list schemas = {0};
    struct hint_list hints = {0};
    struct maker maker;
    if (schema)
        schema_list_add(&schemas, schema);
    maker_init(&maker, &options);
    maker.variation = variation;
    struct wish wish = {.schemas = &schemas, .hints = &hints, .name = "crewcheck"};
    bool made = maker_make(&maker, &wish, out);
    maker_clear(&maker);
    schema_list_clear(&schemas);
    return made;
}

bool search_make_beside(const struct search *search, const struct schema *beside, const struct schema *branch,
                        struct json_object **out)
{
    struct generate_options options = options_of(search);
    struct schema_list asked = {0}, all = {0};
    struct hint_list hints = {0};
    struct maker maker;
    options.every_property = false;
    schema_list_add(&asked, branch);
    schema_list_add(&all, branch);
    schema_list_add(&all, beside);
    maker_init(&maker, &options);
    struct wish wish = {.schemas = &asked, .hints = &hints, .name = ""};
    bool made = maker_make_object(&maker, &wish, &all, out);
    maker_clear(&maker);
    schema_list_clear(&asked);
    schema_list_clear(&all);
    return made;
}
