/* Answers that are too long to be written down: each appends a whole one. */
#ifndef CREWCHECK_HOSTILE_BODIES_H
#define CREWCHECK_HOSTILE_BODIES_H

#include "base/buffer.h"

typedef void build_answer(struct buffer *answer);

build_answer build_many_headers, build_gzip_bomb, build_double_bomb, build_many_codings, build_cut_gzip,
    build_noise, build_nesting, build_deep_nesting, build_open_brackets, build_many_keys, build_many_objects,
    build_equal_keys, build_lone_surrogates, build_violations, build_long_number, build_long_exponent,
    build_long_string, build_long_key, build_bad_text, build_long_media_type;

#endif
