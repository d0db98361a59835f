#include <stdio.h>
#include <string.h>

#include "yaml/reader.h"

/* What libyaml says, and what is said in its place. `opening`: the place is where the matter began, for that is what
 * is to be mended, and not where it was noticed. */
static const struct {
    const char *context, *problem;
    bool opening;
    const char *words;
} problems[] = {
    {"while scanning for the next token", "found character that cannot start any token", false,
     "no value begins with this character; expected quotes around a text that does"},
    {"while scanning a plain scalar", "found a tab character that violates indentation", false,
     "a tab where indentation stands; expected spaces"},
    {"while scanning a block scalar", "found a tab character where an indentation space is expected", false,
     "a tab where indentation stands; expected spaces"},
    {"while scanning a block scalar", "did not find expected comment or line break", false,
     "the text of a block begins on the next line; expected nothing but an indicator behind '|' or '>'"},
    {"while scanning a block scalar", "found an indentation indicator equal to 0", false,
     "an indentation of 0; expected 1 to 9"},
    {"while scanning a quoted scalar", "found unexpected end of stream", true,
     "these quotes are never closed; expected the same quotation mark at the text's end"},
    {"while scanning a quoted scalar", "found unexpected document indicator", true,
     "a line of '---' or '...' stands in this quoted text; expected the closing quotation mark before it"},
    {"while parsing a quoted scalar", "found unknown escape character", false,
     "no such escape; expected one of \\0 \\a \\b \\t \\n \\v \\f \\r \\e \\\" \\/ \\\\ \\N \\_ \\L \\P \\x "
     "\\u \\U, or "
     "single quotes"},
    {"while parsing a quoted scalar", "did not find expected hexdecimal number", false,
     "expected two hexadecimal digits after \\x, four after \\u, eight after \\U"},
    {"while parsing a quoted scalar", "found invalid Unicode character escape code", false,
     "an escape that is no character, or half of one; expected the character itself, or \\U and eight "
     "digits"},
    {"while scanning a simple key", "could not find expected ':'", true,
     "neither a key nor a value; expected ':' and a space behind a key, on the key's line"},
    {"while scanning an anchor", "did not find expected alphabetic or numeric character", false,
     "expected an anchor's name of letters, digits, '-' and '_', or quotes around a text that begins with "
     "'&'"},
    {"while scanning an alias", "did not find expected alphabetic or numeric character", false,
     "expected an alias's name of letters, digits, '-' and '_', or quotes around a text that begins with "
     "'*'"},
    {"while scanning a tag", NULL, true,
     "a tag that does not end as one; expected a space behind it, or quotes "
     "around a text that begins with '!'"},
    {"while parsing a tag", NULL, true,
     "a tag that does not end as one; expected a space behind it, or quotes "
     "around a text that begins with '!'"},
    {"while parsing a node", "found undefined tag handle", false, "a tag whose prefix no %TAG line declares"},
    {"while scanning a directive", NULL, true,
     "expected the directive %YAML or %TAG, or no '%' at the line's start"},
    {"while scanning a %YAML directive", NULL, false, "expected a version such as 1.2"},
    {"while parsing a block mapping", "did not find expected key", false,
     "expected the next key of the mapping, as far indented as its first, or the mapping's end"},
    {"while parsing a block collection", "did not find expected '-' indicator", false,
     "expected the next '-' of the sequence, as far indented as its first, or the sequence's end"},
    {"while parsing a flow mapping", "did not find expected ',' or '}'", false,
     "expected ',' or '}' in the mapping that '{' began"},
    {"while parsing a flow sequence", "did not find expected ',' or ']'", false,
     "expected ',' or ']' in the sequence that '[' began"},
    {"while parsing a flow node", "did not find expected node content", false, "expected a value"},
    {"while parsing a block node", "did not find expected node content", false,
     "expected a value; a text that begins with such a character stands in quotes"},
    {NULL, "mapping values are not allowed in this context", false,
     "a ':' where no key can stand; expected a key on a line of its own, or quotes around a text that has "
     "\": \" in "
     "it"},
    {NULL, "block sequence entries are not allowed in this context", false,
     "a '-' where no item can begin; expected it on a line of its own"},
    {NULL, "mapping keys are not allowed in this context", false,
     "a '?' where no key can begin; expected it on a line of its own, or quotes around a text"},
    {NULL, "did not find expected <document start>", false,
     "the document has ended before this; expected the same indentation as its first line's"},
    {NULL, "found incompatible YAML document", false, "a YAML version that is not known; expected 1.2"},
    {NULL, "found duplicate %YAML directive", false, "a second %YAML line; expected one"},
};

enum { PROBLEMS = sizeof problems / sizeof *problems };

static bool matches(const char *wanted, const char *given)
{
    return !wanted || (given && !strcmp(wanted, given));
}

/* Names the line on which the mapping or sequence begins in which the problem lies, if it is another one. */
static void name_beginning(const yaml_parser_t *parser, struct yaml_cursor *cursor, unsigned line,
                           char out[64])
{
    static const char *const contexts[] = {"while parsing a block mapping",
                                           "while parsing a block collection", "while parsing a flow mapping",
                                           "while parsing a flow sequence"};
    *out = '\0';
    for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) {
        unsigned beginning = yaml_cursor_place(cursor, parser->context_mark.index).line;
        if (matches(contexts[i], parser->context) && beginning != line)
            snprintf(out, 64, "; begun on line %u", beginning);
    }
}

static size_t find_problem(const yaml_parser_t *parser)
{
    size_t found = 0;
    while (found < PROBLEMS && !(matches(problems[found].context, parser->context) &&
                                 matches(problems[found].problem, parser->problem)))
        found++;
    return found;
}

bool yaml_problem_fault(const yaml_parser_t *parser, const struct json_document *document,
                        struct yaml_cursor *cursor, struct error *error)
{
    char beginning[64];
    if (parser->error == YAML_MEMORY_ERROR)
        memory_require(NULL);
    size_t found = find_problem(parser);
    bool opening = found < PROBLEMS && problems[found].opening;
    size_t index = opening ? parser->context_mark.index : parser->problem_mark.index;
    struct json_place place = yaml_cursor_place(cursor, index);
    if (json_document_source(document)->text[place.offset] == '\t')
        return json_document_fault(document, error, place, "a tab where indentation stands; expected spaces");
    name_beginning(parser, cursor, place.line, beginning);
    if (found < PROBLEMS)
        return json_document_fault(document, error, place, "%s%s", problems[found].words, beginning);
    return json_document_fault(document, error, place, "no YAML: %s%s%s",
                               parser->context ? parser->context : "", parser->context ? ", " : "",
                               parser->problem ? parser->problem : "unreadable");
}
