#include "generate/make.h"
#include "generate/tree.h"

/* What is wrong with a schema that nothing was found for. */
static bool report(const struct maker *maker, const struct schema *schema, struct error *error)
{
    const char *pointer =
        maker->refused_pointer && *maker->refused_pointer ? maker->refused_pointer : "the whole";
    if (maker->refused)
        return error_set(error, "the value given for %s is not valid there", pointer);
    return error_set(error, "no value was found that the schema %s allows", schema->pointer);
}

static bool make_whole(struct maker *maker, const struct schema *schema, struct json_object **out,
                       struct error *error)
{
    struct schema_list schemas = {0};
    struct hint_list hints = {0};
    schema_list_add(&schemas, schema);
    hint_list_add(&hints, maker->options->example);
    struct wish wish = {.schemas = &schemas, .hints = &hints, .name = ""};
    bool made = maker_make(maker, &wish, out) && !maker->refused;
    if (!made)
        report(maker, schema, error);
    hint_list_clear(&hints);
    schema_list_clear(&schemas);
    return made;
}

bool generate_sample(const struct schema *schema, const struct generate_options *options,
                     struct json_object **out, struct error *error)
{
    struct maker maker;
    maker_init(&maker, options);
    *out = NULL;
    bool made = make_whole(&maker, schema, out, error);
    if (!made) {
        json_object_put(*out);
        *out = NULL;
    }
    maker_clear(&maker);
    return made;
}

bool generate_random(const struct schema *schema, struct random *random, unsigned size,
                     const struct generate_options *options, struct json_object **out, struct error *error)
{
    struct generate_options invented = *options;
    struct maker maker;
    invented.invented = true;
    invented.example = NULL;
    maker_init(&maker, &invented);
    maker.random = random;
    maker.size = size;
    *out = NULL;
    bool made = make_whole(&maker, schema, out, error);
    if (!made) {
        json_object_put(*out);
        *out = NULL;
    }
    maker_clear(&maker);
    return made;
}
