// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash.h"
#include "schedule.h"

#define MAX_COUNT	65535
#define SIGNATURE_LEN	8

static const char digits[] = "0123456789";
static const char check_chars[] = "0123456789abcdefghijklmnopqrstuv";
static const char name_chars[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

static int malformed(struct token *token, const char *error)
{
	token->error = error;
	return -1;
}

/* The number at *@s, or one that is too large. */
static unsigned int number(const char **s)
{
	unsigned int n;

	for (n = 0; strspn(*s, digits) && n <= MAX_COUNT; ++*s)
		n = n * 10 + **s - '0';
	return n;
}

int next_token(const char *schedule, const char **p, struct token *token)
{
	const char *s = *p + strspn(*p, " \t");
	size_t len;

	if (!*s)
		return 0;
	memset(token, 0, sizeof(*token));
	token->pos = s - schedule + 1;
	if (*s < 'A' || *s >= 'A' + IL_MAX_ACTORS)
		return malformed(token, "an actor is a letter from A to H");
	token->actor = *s++;
	token->mode = IL_COUNT;
	token->count = 1;

	if (*s == '*') {
		token->mode = IL_TO_END;
		s++;
	} else if (*s == '@') {
		token->mode = IL_UNTIL;
		len = strspn(++s, name_chars);
		if (!len || len >= IL_NAME_LEN)
			return malformed(token, "no point name after @");
		memcpy(token->point, s, len);
		s += len;
	} else if (strspn(s, "~^")) {
		token->mode = *s++ == '^' ? TOKEN_OLD : TOKEN_LATE;
		token->count = number(&s);
		if (!token->count || token->count >= IL_MAX_MADE)
			return malformed(token, "a store or load is numbered from 1 to 255");
	} else if (strspn(s, digits)) {
		token->count = number(&s);
		if (!token->count || token->count > MAX_COUNT)
			return malformed(token, "a count is 1 to 65535");
	}
	if (*s && *s != ' ' && *s != '\t')
		return malformed(token, "a token is A, A3, A@point, A*, A~3 or A^3");
	*p = s;
	return 1;
}

void schedule_choices(const char *schedule, struct il_choices *choices)
{
	const char *p = schedule;
	struct token token;

	memset(choices, 0, sizeof(*choices));
	while (next_token(schedule, &p, &token) > 0) {
		if (token.mode != TOKEN_LATE && token.mode != TOKEN_OLD)
			continue;
		choices->choice[choices->nr++] = (struct il_choice){
			.actor	= token.actor,
			.what	= token.mode == TOKEN_OLD ? IL_OLD : IL_LATE,
			.number	= token.count,
		};
	}
}

void pack_choices(const struct il_choices *choices, char between, char *text,
		  size_t size)
{
	const struct il_choice *c;
	size_t used = 0;

	snprintf(text, size, "%s", !choices->nr && between == ',' ? "-" : "");
	for (c = choices->choice; c < choices->choice + choices->nr && used < size; c++)
		used += snprintf(text + used, size - used, "%c%c%u%c", c->actor,
				 c->what == IL_OLD ? '^' : '~', c->number, between);
}

void unpack_choices(char *text, struct il_choices *choices)
{
	char *s;

	for (s = text; *s; s++)
		if (*s == ',' || *s == '-')
			*s = ' ';
	schedule_choices(text, choices);
}

char step_check(char actor, unsigned int enabled, const char *point)
{
	uint32_t hash = hash_byte(HASH_NOTHING, actor);

	hash = hash_text(hash_byte(hash, enabled), point);
	hash ^= hash >> 15;
	hash ^= hash >> 10;
	hash ^= hash >> 5;
	return check_chars[hash % (sizeof(check_chars) - 1)];
}

int split_check(char *schedule, const char **check, struct token *token)
{
	char *equals = strchr(schedule, '='), *s = equals;

	*check = NULL;
	if (!s)
		return 0;
	memset(token, 0, sizeof(*token));
	token->pos = equals - schedule + 1;
	if (strspn(s + 1, "0123456789abcdef") != SIGNATURE_LEN ||
	    s[SIGNATURE_LEN + 1] != ':')
		return malformed(token, "a signature is =POINTS:STEPS, 8 hexadecimal digits and a character a step");
	s += SIGNATURE_LEN + 2;
	if (s[strspn(s, check_chars)]) {
		token->pos = s + strspn(s, check_chars) - schedule + 1;
		return malformed(token, "the signature ends the schedule and has 0-9 and a-v only");
	}
	*check = s;
	*equals = '\0';
	return 1;
}

void pack_letters(const char *letters, unsigned int len, char *text,
		  size_t size)
{
	unsigned int i, n;
	size_t used = 0;

	snprintf(text, size, "%s", len ? "" : "-");
	for (i = 0; i < len && used < size; i += n) {
		for (n = 1; i + n < len && letters[i + n] == letters[i]; n++)
			;
		used += snprintf(text + used, size - used, n > 1 ? "%c%u" : "%c",
				 letters[i], n);
	}
}

int unpack_letters(const char *text, char *letters, unsigned int max)
{
	unsigned int len = 0;
	unsigned long n;
	char *end;

	if (!strcmp(text, "-"))
		return 0;
	for (; *text; text = end) {
		if (*text < 'A' || *text >= 'A' + IL_MAX_ACTORS)
			return -1;
		n = 1;
		end = (char *)text + 1;
		if (strspn(end, digits))
			n = strtoul(end, &end, 10);
		if (!n || n > max - len)
			return -1;
		memset(letters + len, *text, n);
		len += n;
	}
	return len;
}
