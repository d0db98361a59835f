/* Texts that are compared with files. With UPDATE_EXPECTED set, the files are written anew, to be read before they
 * are committed. */
#ifndef CREWCHECK_TESTS_CONTRACT_EXPECTED_H
#define CREWCHECK_TESTS_CONTRACT_EXPECTED_H

#include <dirent.h>

#include "base/buffer.h"

/* The text beside a document: NAME.txt for NAME.yaml, and NAME.txt for a NAME without a full stop. */
void expected_agree(const char *folder, const char *name, const struct buffer *out);

int expected_is_document(const struct dirent *entry); /* its name ends in .yaml */
int expected_is_visible(const struct dirent *entry);

/* Calls `examine` with the folder and the name of each entry of it that is wanted; there is one at least. */
void expected_each(const char *folder, int (*wanted)(const struct dirent *),
                   void (*examine)(const char *folder, const char *name));

#endif
