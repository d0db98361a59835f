/* The objects of OpenAPI 3.0.3, section 4.7, in the order in which the tables need each other. */
#include "contract/shapes.h"

#define COUNT(array)  (sizeof(array) / sizeof *(array))
#define FIELDS(table) .fields = (table), .field_count = COUNT(table)

/* A shape that has no fields of its own: a map from names to what `members_of_NAME` says. */
#define MAP_OF(name, kind_, flags_, shape_)                                                                  \
    static const struct shape_field members_of_##name = {                                                    \
        .kind = (kind_), .flags = (flags_), .shape = (shape_)}

static const struct shape path_item;

/* ---- Prose and servers ---- */

static const struct shape_field external_docs_fields[] = {
    {"description", FIELD_PROSE, 0, NULL},
    {"url", FIELD_PROSE, FIELD_REQUIRED, NULL},
};
static const struct shape external_docs = {
    .title = "an External Documentation Object", FIELDS(external_docs_fields), .extensible = true};

static const struct shape_field contact_fields[] = {
    {"email", FIELD_PROSE, 0, NULL}, {"name", FIELD_PROSE, 0, NULL}, {"url", FIELD_PROSE, 0, NULL}};
static const struct shape contact = {.title = "a Contact Object", FIELDS(contact_fields), .extensible = true};

static const struct shape_field license_fields[] = {
    {"name", FIELD_PROSE, FIELD_REQUIRED, NULL},
    {"url", FIELD_PROSE, 0, NULL},
};
static const struct shape license = {.title = "a License Object", FIELDS(license_fields), .extensible = true};

static const struct shape_field info_fields[] = {
    {"contact", FIELD_OBJECT, 0, &contact},       {"description", FIELD_PROSE, 0, NULL},
    {"license", FIELD_OBJECT, 0, &license},       {"termsOfService", FIELD_PROSE, 0, NULL},
    {"title", FIELD_PROSE, FIELD_REQUIRED, NULL}, {"version", FIELD_PROSE, FIELD_REQUIRED, NULL},
};
static const struct shape info = {.title = "an Info Object", FIELDS(info_fields), .extensible = true};

static const struct shape_field tag_fields[] = {
    {"description", FIELD_PROSE, 0, NULL},
    {"externalDocs", FIELD_OBJECT, 0, &external_docs},
    {"name", FIELD_PROSE, FIELD_REQUIRED, NULL},
};
static const struct shape tag = {.title = "a Tag Object", FIELDS(tag_fields), .extensible = true};

static const struct shape_field variable_fields[] = {
    {"default", FIELD_PROSE, FIELD_REQUIRED, NULL},
    {"description", FIELD_PROSE, 0, NULL},
    {"enum", FIELD_TEXTS, 0, NULL},
};
static const struct shape variable = {
    .title = "a Server Variable Object", FIELDS(variable_fields), .extensible = true};

MAP_OF(variables, FIELD_OBJECT, 0, &variable);
static const struct shape variables = {.title = "a map of Server Variable Objects",
                                       .members = &members_of_variables};

static const struct shape_field server_fields[] = {
    {"description", FIELD_PROSE, 0, NULL},
    {"url", FIELD_PROSE, FIELD_REQUIRED, NULL},
    {"variables", FIELD_OBJECT, 0, &variables},
};
static const struct shape server = {.title = "a Server Object", FIELDS(server_fields), .extensible = true};

/* ---- Bodies ---- */

static const struct shape_field example_fields[] = {
    {"description", FIELD_PROSE, 0, NULL},
    {"externalValue", FIELD_TEXT, 0, NULL},
    {"summary", FIELD_PROSE, 0, NULL},
    {"value", FIELD_ANY, 0, NULL},
};
static const struct shape example = {
    .title = "an Example Object", FIELDS(example_fields), .extensible = true, .check = shape_check_example};

MAP_OF(examples, FIELD_OBJECT, FIELD_REFERABLE, &example);
static const struct shape examples = {.title = "a map of Example Objects", .members = &members_of_examples};

static const struct shape header;
MAP_OF(headers, FIELD_OBJECT, FIELD_REFERABLE, &header);
static const struct shape headers = {.title = "a map of Header Objects", .members = &members_of_headers};

static const struct shape_field encoding_fields[] = {
    {"allowReserved", FIELD_FLAG, 0, NULL}, {"contentType", FIELD_TEXT, 0, NULL},
    {"explode", FIELD_FLAG, 0, NULL},       {"headers", FIELD_OBJECT, 0, &headers},
    {"style", FIELD_TEXT, 0, NULL},
};
static const struct shape encoding = {
    .title = "an Encoding Object", FIELDS(encoding_fields), .extensible = true};

MAP_OF(encodings, FIELD_OBJECT, 0, &encoding);
static const struct shape encodings = {.title = "a map of Encoding Objects",
                                       .members = &members_of_encodings};

MAP_OF(occasions, FIELD_SCHEMA, 0, NULL);
static const struct shape occasions = {.title = "a map of schemas by occasion",
                                       .members = &members_of_occasions};

static const struct shape_field media_fields[] = {
    {"encoding", FIELD_OBJECT, 0, &encodings},    {"example", FIELD_ANY, 0, NULL},
    {"examples", FIELD_OBJECT, 0, &examples},     {"schema", FIELD_SCHEMA, 0, NULL},
    {"x-occasions", FIELD_OBJECT, 0, &occasions},
};
static const struct shape media = {
    .title = "a Media Type Object", FIELDS(media_fields), .extensible = true, .check = shape_check_media};

MAP_OF(content, FIELD_OBJECT, 0, &media);
static const struct shape content = {
    .title = "a map of Media Type Objects", .members = &members_of_content, .name_fault = shape_media_fault};

static const struct shape_field body_fields[] = {
    {"content", FIELD_OBJECT, FIELD_REQUIRED, &content},
    {"description", FIELD_PROSE, 0, NULL},
    {"required", FIELD_FLAG, 0, NULL},
};
static const struct shape request_body = {
    .title = "a Request Body Object", FIELDS(body_fields), .extensible = true};

static const struct shape_field link_fields[] = {
    {"description", FIELD_PROSE, 0, NULL}, {"operationId", FIELD_TEXT, 0, NULL},
    {"operationRef", FIELD_TEXT, 0, NULL}, {"parameters", FIELD_ANY, 0, NULL},
    {"requestBody", FIELD_ANY, 0, NULL},   {"server", FIELD_OBJECT, 0, &server},
};
static const struct shape link_object = {
    .title = "a Link Object", FIELDS(link_fields), .extensible = true, .check = shape_check_link};

MAP_OF(links, FIELD_OBJECT, FIELD_REFERABLE, &link_object);
static const struct shape links = {.title = "a map of Link Objects", .members = &members_of_links};

static const struct shape_field response_fields[] = {
    {"content", FIELD_OBJECT, 0, &content},
    {"description", FIELD_PROSE, FIELD_REQUIRED, NULL},
    {"headers", FIELD_OBJECT, 0, &headers},
    {"links", FIELD_OBJECT, 0, &links},
};
static const struct shape response = {
    .title = "a Response Object", FIELDS(response_fields), .extensible = true};

MAP_OF(responses, FIELD_OBJECT, FIELD_REFERABLE, &response);
static const struct shape responses = {.title = "a Responses Object",
                                       .members = &members_of_responses,
                                       .name_fault = shape_status_fault,
                                       .vital_names = true,
                                       .extensible = true};

/* ---- Parameters ---- */

#define PARAMETER_FIELDS                                                                                     \
    {"allowEmptyValue", FIELD_FLAG, 0, NULL}, {"allowReserved", FIELD_FLAG, 0, NULL},                        \
        {"content", FIELD_OBJECT, 0, &content}, {"deprecated", FIELD_FLAG, 0, NULL},                         \
        {"description", FIELD_PROSE, 0, NULL}, {"example", FIELD_ANY, 0, NULL},                              \
        {"examples", FIELD_OBJECT, 0, &examples}, {"explode", FIELD_FLAG, 0, NULL},                          \
        {"required", FIELD_FLAG, 0, NULL}, {"schema", FIELD_SCHEMA, 0, NULL},                                \
    {                                                                                                        \
        "style", FIELD_TEXT, 0, NULL                                                                         \
    }

static const struct shape_field header_fields[] = {PARAMETER_FIELDS};
static const struct shape header = {
    .title = "a Header Object", FIELDS(header_fields), .extensible = true, .check = shape_check_header};

static const struct shape_field parameter_fields[] = {
    PARAMETER_FIELDS,
    {"in", FIELD_TEXT, FIELD_VITAL, NULL},
    {"name", FIELD_TEXT, FIELD_VITAL, NULL},
};
static const struct shape parameter = {.title = "a Parameter Object",
                                       FIELDS(parameter_fields),
                                       .extensible = true,
                                       .check = shape_check_parameter};

/* ---- Security ---- */

MAP_OF(requirement, FIELD_TEXTS, 0, NULL);
static const struct shape requirement = {.title = "a Security Requirement Object",
                                         .members = &members_of_requirement};

MAP_OF(scopes, FIELD_PROSE, 0, NULL);
static const struct shape scopes = {.title = "a map of scopes", .members = &members_of_scopes};

static const struct shape_field flow_fields[] = {
    {"authorizationUrl", FIELD_PROSE, 0, NULL},
    {"refreshUrl", FIELD_PROSE, 0, NULL},
    {"scopes", FIELD_OBJECT, FIELD_REQUIRED, &scopes},
    {"tokenUrl", FIELD_PROSE, 0, NULL},
};
static const struct shape flow = {.title = "an OAuth Flow Object", FIELDS(flow_fields), .extensible = true};

static const struct shape_field flows_fields[] = {
    {"authorizationCode", FIELD_OBJECT, 0, &flow},
    {"clientCredentials", FIELD_OBJECT, 0, &flow},
    {"implicit", FIELD_OBJECT, 0, &flow},
    {"password", FIELD_OBJECT, 0, &flow},
};
static const struct shape flows = {
    .title = "an OAuth Flows Object", FIELDS(flows_fields), .extensible = true};

static const struct shape_field scheme_fields[] = {
    {"bearerFormat", FIELD_PROSE, 0, NULL}, {"description", FIELD_PROSE, 0, NULL},
    {"flows", FIELD_OBJECT, 0, &flows},     {"in", FIELD_TEXT, 0, NULL},
    {"name", FIELD_TEXT, 0, NULL},          {"openIdConnectUrl", FIELD_PROSE, 0, NULL},
    {"scheme", FIELD_TEXT, 0, NULL},        {"type", FIELD_TEXT, FIELD_VITAL, NULL},
};
static const struct shape scheme = {.title = "a Security Scheme Object",
                                    FIELDS(scheme_fields),
                                    .extensible = true,
                                    .check = shape_check_scheme};

/* ---- Operations ---- */

MAP_OF(callback, FIELD_OBJECT, FIELD_REFERABLE, &path_item);
static const struct shape callback = {
    .title = "a Callback Object", .members = &members_of_callback, .extensible = true};

MAP_OF(callbacks, FIELD_OBJECT, FIELD_REFERABLE, &callback);
static const struct shape callbacks = {.title = "a map of Callback Objects",
                                       .members = &members_of_callbacks};

static const struct shape_field operation_fields[] = {
    {"callbacks", FIELD_OBJECT, 0, &callbacks},
    {"deprecated", FIELD_FLAG, 0, NULL},
    {"description", FIELD_PROSE, 0, NULL},
    {"externalDocs", FIELD_OBJECT, 0, &external_docs},
    {"operationId", FIELD_TEXT, 0, NULL},
    {"parameters", FIELD_LIST, FIELD_REFERABLE, &parameter},
    {"requestBody", FIELD_OBJECT, FIELD_REFERABLE, &request_body},
    {"responses", FIELD_OBJECT, FIELD_REQUIRED, &responses},
    {"security", FIELD_LIST, 0, &requirement},
    {"servers", FIELD_LIST, 0, &server},
    {"summary", FIELD_PROSE, 0, NULL},
    {"tags", FIELD_TEXTS, 0, NULL},
};
static const struct shape operation = {
    .title = "an Operation Object", FIELDS(operation_fields), .extensible = true};

static const struct shape_field path_item_fields[] = {
    {"delete", FIELD_OBJECT, 0, &operation},  {"description", FIELD_PROSE, 0, NULL},
    {"get", FIELD_OBJECT, 0, &operation},     {"head", FIELD_OBJECT, 0, &operation},
    {"options", FIELD_OBJECT, 0, &operation}, {"parameters", FIELD_LIST, FIELD_REFERABLE, &parameter},
    {"patch", FIELD_OBJECT, 0, &operation},   {"post", FIELD_OBJECT, 0, &operation},
    {"put", FIELD_OBJECT, 0, &operation},     {"servers", FIELD_LIST, 0, &server},
    {"summary", FIELD_PROSE, 0, NULL},        {"trace", FIELD_OBJECT, 0, &operation},
};
static const struct shape path_item = {
    .title = "a Path Item Object", FIELDS(path_item_fields), .extensible = true, .keeps_siblings = true};

MAP_OF(paths, FIELD_OBJECT, FIELD_REFERABLE, &path_item);
static const struct shape paths = {.title = "a Paths Object",
                                   .members = &members_of_paths,
                                   .name_fault = shape_path_fault,
                                   .vital_names = true,
                                   .extensible = true};

/* ---- Components ---- */

#define COMPONENT_MAP(name, title_, kind_, shape_)                                                           \
    MAP_OF(component_##name, kind_, (kind_) == FIELD_SCHEMA ? 0 : FIELD_REFERABLE, shape_);                  \
    static const struct shape component_##name = {                                                           \
        .title = (title_), .members = &members_of_component_##name, .name_fault = shape_component_fault}

COMPONENT_MAP(callbacks, "a map of Callback Objects", FIELD_OBJECT, &callback);
COMPONENT_MAP(examples, "a map of Example Objects", FIELD_OBJECT, &example);
COMPONENT_MAP(headers, "a map of Header Objects", FIELD_OBJECT, &header);
COMPONENT_MAP(links, "a map of Link Objects", FIELD_OBJECT, &link_object);
COMPONENT_MAP(parameters, "a map of Parameter Objects", FIELD_OBJECT, &parameter);
COMPONENT_MAP(bodies, "a map of Request Body Objects", FIELD_OBJECT, &request_body);
COMPONENT_MAP(responses, "a map of Response Objects", FIELD_OBJECT, &response);
COMPONENT_MAP(schemas, "a map of Schema Objects", FIELD_SCHEMA, NULL);
COMPONENT_MAP(schemes, "a map of Security Scheme Objects", FIELD_OBJECT, &scheme);

static const struct shape_field components_fields[] = {
    {"callbacks", FIELD_OBJECT, 0, &component_callbacks},
    {"examples", FIELD_OBJECT, 0, &component_examples},
    {"headers", FIELD_OBJECT, 0, &component_headers},
    {"links", FIELD_OBJECT, 0, &component_links},
    {"parameters", FIELD_OBJECT, 0, &component_parameters},
    {"requestBodies", FIELD_OBJECT, 0, &component_bodies},
    {"responses", FIELD_OBJECT, 0, &component_responses},
    {"schemas", FIELD_OBJECT, 0, &component_schemas},
    {"securitySchemes", FIELD_OBJECT, 0, &component_schemes},
};
static const struct shape components = {
    .title = "a Components Object", FIELDS(components_fields), .extensible = true};

static const struct shape_field document_fields[] = {
    {"components", FIELD_OBJECT, 0, &components},  {"externalDocs", FIELD_OBJECT, 0, &external_docs},
    {"info", FIELD_OBJECT, FIELD_REQUIRED, &info}, {"openapi", FIELD_TEXT, FIELD_VITAL, NULL},
    {"paths", FIELD_OBJECT, FIELD_VITAL, &paths},  {"security", FIELD_LIST, 0, &requirement},
    {"servers", FIELD_LIST, 0, &server},           {"tags", FIELD_LIST, 0, &tag},
};
const struct shape shape_document = {
    .title = "an OpenAPI Object", FIELDS(document_fields), .extensible = true};

const char *shape_field_words(const struct shape_field *field)
{
    static const char *const words[] = {
        [FIELD_PROSE] = "a string",
        [FIELD_TEXT] = "a string",
        [FIELD_FLAG] = "true or false",
        [FIELD_ANY] = "anything",
        [FIELD_TEXTS] = "an array of strings",
        [FIELD_SCHEMA] = "a Schema Object",
        [FIELD_LIST] = "an array",
    };
    return field->kind == FIELD_OBJECT ? field->shape->title : words[field->kind];
}
