/* A deployment of shelves.yaml, an API of no crew: it keeps the contract, or drops a check. */
#ifndef CREWCHECK_TESTS_SUITES_SHELVES_H
#define CREWCHECK_TESTS_SUITES_SHELVES_H

#include <stddef.h>

struct shelves;

enum shelves_fault {
    SHELVES_KEEP_ALL,
    SHELVES_TAKE_NO_PAGES,      /* a book of no pages, or fewer, is added */
    SHELVES_CRASH_ON_ACCENTS,   /* a title beyond ASCII is a 500 */
    SHELVES_HANG_UP_ON_ACCENTS, /* the same without an answer */
    SHELVES_REFUSE_SHORT_TITLES /* a title of fewer than three bytes is a 400 */
};

struct shelves *shelves_start(enum shelves_fault fault);
const char *shelves_url(const struct shelves *shelves);
void shelves_stop(struct shelves *shelves);

#endif
