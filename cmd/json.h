/*
 * json.h: the parts that render_json.c puts together, and the values that these are made of.
 *
 * Every function returns a new reference, which put() and put_all() take over. What is not known
 * is null. `one_capture` picks the fields of sysdelta.show/1, which has no growth.
 */
#ifndef SYSDELTA_JSON_H
#define SYSDELTA_JSON_H

#include <jansson.h>

#include "findings.h"
#include "text.h"

/* json_values.c */

void put(json_t *object, const char *key, json_t *value);
void put_all(json_t *object, json_t *part); /* the fields of the part, where they are not there */

json_t *json_text(struct slice s); /* bytes that are no UTF-8 are repaired */
json_t *json_text_or_null(struct slice s);
json_t *json_texts(const struct slice *texts, size_t count);
json_t *json_name(const char *name); /* one of ours; NULL: null */
json_t *json_u64(uint64_t value);
json_t *json_amount(struct amount amount);
json_t *json_change(struct change change);
json_t *json_parts(struct change change, double parts); /* kept in 1/parts, such as 1/SHARE_PARTS */
json_t *json_moment(struct moment moment);
json_t *json_origin(struct origin origin);

/*
 * One line and the figures beside it that are from there, for "origins". Adds a figure to `cited`,
 * which is NULL at first; NULL as long as the line is of no report.
 */
json_t *json_cite(json_t *cited, const char *figure, struct origin origin);

json_t *json_label(const char *kind, struct slice name); /* "kind:name" */
json_t *json_labels(const struct component *const *list, size_t count);

/*
 * json_dump.c: the object as text, a key a line, arrays an element a line. Takes the object over;
 * NULL, as of an object that could not be built, makes the text fail.
 */
void json_print(struct text *out, json_t *root);

/* The same on one line, with its end. */
void json_print_line(struct text *out, json_t *root);

/* Any value on one line, without an end; takes nothing over. */
void json_print_value(struct text *out, const json_t *value);

/* json_side.c: where figures come from */
json_t *json_side(const struct finding_side *side);
json_t *json_capture(const struct snapshot *snapshot); /* the file or folder alone */

/* json_totals.c */
json_t *json_wired(const struct findings *findings);
json_t *json_show_wired(const struct account *account);
json_t *json_vm(const struct findings *findings, bool one_capture);

/* json_components.c */
json_t *json_components(const struct findings *findings, bool one_capture);
json_t *json_clusters(const struct clusters *clusters);
json_t *json_size_classes(const struct size_classes *classes);

/* json_processes.c */
json_t *json_processes(const struct process_list *list, bool one_capture);
json_t *json_process_costs(const struct process_costs *costs, bool one_capture);
json_t *json_owners(const struct findings *findings);

/* json_kexts.c */
json_t *json_kexts(const struct kexts *kexts);         /* one capture */
json_t *json_kext_rows(const struct kext_rows *rows);  /* two captures */
json_t *json_changes(const struct findings *findings); /* those that came and went */

#endif
