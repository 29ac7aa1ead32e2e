#pragma once
// Printed documents: cairo writes the PDF, pango sets the text.
//
// Both bring some twenty libraries with them, which a service would map from its start although most never print. So
// they are loaded by name when the first document is wanted. A page is drawn by the few functions below, of fixed shape;
// Swift holds what they make only as opaque pointers.
#include <dlfcn.h>
#include <stddef.h>

#include "prototypes.h"

#define COLOPHON_PANGO_EACH(do_)                                                                                        \
    do_("libcairo.so.2", cairo_pdf_surface_create_for_stream) do_("libcairo.so.2", cairo_pdf_surface_set_metadata)      \
    do_("libcairo.so.2", cairo_surface_finish) do_("libcairo.so.2", cairo_surface_destroy)                              \
    do_("libcairo.so.2", cairo_surface_status) do_("libcairo.so.2", cairo_create) do_("libcairo.so.2", cairo_destroy)   \
    do_("libcairo.so.2", cairo_status) do_("libcairo.so.2", cairo_status_to_string) do_("libcairo.so.2", cairo_save)    \
    do_("libcairo.so.2", cairo_restore) do_("libcairo.so.2", cairo_clip) do_("libcairo.so.2", cairo_show_page)          \
    do_("libcairo.so.2", cairo_move_to) do_("libcairo.so.2", cairo_rectangle)                                           \
    do_("libcairo.so.2", cairo_set_line_width) do_("libcairo.so.2", cairo_set_source_rgb)                               \
    do_("libcairo.so.2", cairo_stroke) do_("libcairo.so.2", cairo_fill)                                                 \
    do_("libpango-1.0.so.0", pango_font_map_create_context) do_("libpango-1.0.so.0", pango_context_set_language)        \
    do_("libpango-1.0.so.0", pango_context_set_round_glyph_positions)                                                   \
    do_("libpango-1.0.so.0", pango_language_from_string) do_("libpango-1.0.so.0", pango_font_description_new)           \
    do_("libpango-1.0.so.0", pango_font_description_free) do_("libpango-1.0.so.0", pango_font_description_set_family)   \
    do_("libpango-1.0.so.0", pango_font_description_set_weight)                                                         \
    do_("libpango-1.0.so.0", pango_font_description_set_absolute_size) do_("libpango-1.0.so.0", pango_attr_list_new)    \
    do_("libpango-1.0.so.0", pango_attr_list_insert) do_("libpango-1.0.so.0", pango_attr_list_unref)                    \
    do_("libpango-1.0.so.0", pango_attr_insert_hyphens_new) do_("libpango-1.0.so.0", pango_attr_letter_spacing_new)     \
    do_("libpango-1.0.so.0", pango_layout_new) do_("libpango-1.0.so.0", pango_layout_set_alignment)                     \
    do_("libpango-1.0.so.0", pango_layout_set_attributes) do_("libpango-1.0.so.0", pango_layout_set_auto_dir)           \
    do_("libpango-1.0.so.0", pango_layout_set_ellipsize) do_("libpango-1.0.so.0", pango_layout_set_font_description)    \
    do_("libpango-1.0.so.0", pango_layout_set_height) do_("libpango-1.0.so.0", pango_layout_set_line_spacing)           \
    do_("libpango-1.0.so.0", pango_layout_set_text) do_("libpango-1.0.so.0", pango_layout_set_width)                    \
    do_("libpango-1.0.so.0", pango_layout_set_wrap) do_("libpango-1.0.so.0", pango_layout_get_size)                     \
    do_("libpango-1.0.so.0", pango_layout_get_baseline)                                                                    \
    do_("libpangocairo-1.0.so.0", pango_cairo_font_map_new_for_font_type)                                               \
    do_("libpangocairo-1.0.so.0", pango_cairo_update_context) do_("libpangocairo-1.0.so.0", pango_cairo_show_layout)    \
    do_("libpangoft2-1.0.so.0", pango_fc_font_map_set_config) do_("libfontconfig.so.1", FcConfigCreate)                 \
    do_("libfontconfig.so.1", FcConfigAppFontAddFile) do_("libfontconfig.so.1", FcConfigDestroy)                        \
    do_("libgobject-2.0.so.0", g_object_unref)

#define COLOPHON_PANGO_MEMBER(library, name) __typeof__(&name) name;
// The functions, by their own names, and the fonts that documents may use.
struct colophon_pango {
    COLOPHON_PANGO_EACH(COLOPHON_PANGO_MEMBER)
    PangoFontMap *fonts;
};
#undef COLOPHON_PANGO_MEMBER

// Loads the libraries. NULL when they can be used, or else the name of the library that is missing or too old. They stay
// loaded. Not to be called from two threads at once.
static inline const char *colophon_pango_load(struct colophon_pango *pango) {
    void *library;
#define COLOPHON_PANGO_FIND(file, name)                                                            \
    library = dlopen(file, RTLD_NOW | RTLD_LOCAL);                                                 \
    if (library == NULL) return file;                                                              \
    *(void **)&pango->name = dlsym(library, #name);                                                \
    if (pango->name == NULL) return file;
    COLOPHON_PANGO_EACH(COLOPHON_PANGO_FIND)
#undef COLOPHON_PANGO_FIND
    return NULL;
}

// Takes the fonts of exactly these files, whatever else the machine has, so that every machine prints alike. Returns
// the index of the file that is no font, `count` when all are, -1 when there is no memory.
static inline int colophon_pango_take_fonts(struct colophon_pango *pango, const char *const *files, int count) {
    enum { freetype = 1 };
    FcConfig *config = pango->FcConfigCreate();
    if (config == NULL) return -1;
    for (int index = 0; index < count; index++)
        if (!pango->FcConfigAppFontAddFile(config, (const unsigned char *)files[index])) {
            pango->FcConfigDestroy(config);
            return index;
        }
    pango->fonts = pango->pango_cairo_font_map_new_for_font_type(freetype);
    if (pango->fonts == NULL) {
        pango->FcConfigDestroy(config);
        return -1;
    }
    pango->pango_fc_font_map_set_config((PangoFcFontMap *)pango->fonts, config);
    // The map holds a reference of its own.
    pango->FcConfigDestroy(config);
    return count;
}

// One document on its way.
struct colophon_document {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *context;
};

// Begins a document of pages of this size, in points; its bytes go to `write`, which answers 0, or 11 to stop it.
static inline void colophon_document_begin(const struct colophon_pango *pango, struct colophon_document *document,
                                           unsigned (*write)(void *, const unsigned char *, unsigned), void *closure,
                                           double width, double height, const char *language) {
    document->surface = pango->cairo_pdf_surface_create_for_stream(write, closure, width, height);
    document->cairo = pango->cairo_create(document->surface);
    document->context = pango->pango_font_map_create_context(pango->fonts);
    pango->pango_context_set_language(document->context, pango->pango_language_from_string(language));
    pango->pango_context_set_round_glyph_positions(document->context, 0);
    pango->pango_cairo_update_context(document->cairo, document->context);
}

// Title and creator in the document's information, and its date, without which cairo would write today's.
static inline void colophon_document_describe(const struct colophon_pango *pango, struct colophon_document *document,
                                              const char *title, const char *creator, const char *created) {
    enum { title_field = 0, creator_field = 4, created_field = 5 };
    pango->cairo_pdf_surface_set_metadata(document->surface, title_field, title);
    pango->cairo_pdf_surface_set_metadata(document->surface, creator_field, creator);
    pango->cairo_pdf_surface_set_metadata(document->surface, created_field, created);
}

static inline void colophon_document_end_page(const struct colophon_pango *pango, struct colophon_document *document) {
    pango->cairo_show_page(document->cairo);
}

// Writes what is left and frees the document. NULL, or in cairo's words what went wrong.
static inline const char *colophon_document_end(const struct colophon_pango *pango,
                                                struct colophon_document *document) {
    unsigned status = pango->cairo_status(document->cairo);
    pango->cairo_surface_finish(document->surface);
    if (status == 0) status = pango->cairo_surface_status(document->surface);
    pango->cairo_destroy(document->cairo);
    pango->cairo_surface_destroy(document->surface);
    pango->g_object_unref(document->context);
    return status == 0 ? NULL : pango->cairo_status_to_string(status);
}

// How a text looks. Lengths are points; `lines` is the most lines before it ends in an ellipsis, 0 for any number.
struct colophon_style {
    const char *families;
    double size;
    double tracking;
    double line_spacing;
    unsigned weight;
    unsigned alignment;
    int lines;
};

// A text broken into lines of `width` points, to be freed with `colophon_text_free`. NULL when there is no memory.
static inline PangoLayout *colophon_text_make(const struct colophon_pango *pango,
                                              const struct colophon_document *document, const char *text, int length,
                                              struct colophon_style style, double width) {
    enum { scale = 1024, wrap_words_or_characters = 2, ellipsis_at_end = 3 };
    PangoLayout *layout = pango->pango_layout_new(document->context);
    if (layout == NULL) return NULL;
    PangoFontDescription *font = pango->pango_font_description_new();
    pango->pango_font_description_set_family(font, style.families);
    pango->pango_font_description_set_weight(font, style.weight);
    pango->pango_font_description_set_absolute_size(font, style.size * scale);
    pango->pango_layout_set_font_description(layout, font);
    pango->pango_font_description_free(font);
    PangoAttrList *attributes = pango->pango_attr_list_new();
    // A hyphen that the text does not have would change what it says.
    pango->pango_attr_list_insert(attributes, pango->pango_attr_insert_hyphens_new(0));
    if (style.tracking != 0)
        pango->pango_attr_list_insert(attributes,
                                      pango->pango_attr_letter_spacing_new((int)(style.tracking * scale)));
    pango->pango_layout_set_attributes(layout, attributes);
    pango->pango_attr_list_unref(attributes);
    pango->pango_layout_set_auto_dir(layout, 0);
    pango->pango_layout_set_alignment(layout, style.alignment);
    pango->pango_layout_set_wrap(layout, wrap_words_or_characters);
    pango->pango_layout_set_width(layout, (int)(width * scale));
    pango->pango_layout_set_line_spacing(layout, (float)style.line_spacing);
    if (style.lines > 0) {
        pango->pango_layout_set_ellipsize(layout, ellipsis_at_end);
        pango->pango_layout_set_height(layout, -style.lines);
    }
    pango->pango_layout_set_text(layout, text, length);
    return layout;
}

// Height of all its lines, in points.
static inline double colophon_text_height(const struct colophon_pango *pango, PangoLayout *layout) {
    int width = 0, height = 0;
    pango->pango_layout_get_size(layout, &width, &height);
    return height / 1024.0;
}

// From its top to the baseline of its first line, in points.
static inline double colophon_text_baseline(const struct colophon_pango *pango, PangoLayout *layout) {
    return pango->pango_layout_get_baseline(layout) / 1024.0;
}

// Draws it with its upper left corner there. Nothing is drawn outside of the box, however high a character is piled.
static inline void colophon_text_draw(const struct colophon_pango *pango, struct colophon_document *document,
                                      PangoLayout *layout, double x, double y, double width, double height) {
    pango->cairo_save(document->cairo);
    pango->cairo_rectangle(document->cairo, x, y, width, height);
    pango->cairo_clip(document->cairo);
    pango->cairo_move_to(document->cairo, x, y);
    pango->pango_cairo_show_layout(document->cairo, layout);
    pango->cairo_restore(document->cairo);
}

static inline void colophon_text_free(const struct colophon_pango *pango, PangoLayout *layout) {
    pango->g_object_unref(layout);
}

// The colour of what is drawn next; each part from 0 to 1.
static inline void colophon_ink(const struct colophon_pango *pango, struct colophon_document *document, double red,
                                double green, double blue) {
    pango->cairo_set_source_rgb(document->cairo, red, green, blue);
}

// Adds a rectangle to those that `colophon_fill` fills.
static inline void colophon_rectangle(const struct colophon_pango *pango, struct colophon_document *document, double x,
                                      double y, double width, double height) {
    pango->cairo_rectangle(document->cairo, x, y, width, height);
}

static inline void colophon_fill(const struct colophon_pango *pango, struct colophon_document *document) {
    pango->cairo_fill(document->cairo);
}

// Draws a rectangle's outline, `thickness` points wide.
static inline void colophon_outline(const struct colophon_pango *pango, struct colophon_document *document, double x,
                                    double y, double width, double height, double thickness) {
    pango->cairo_set_line_width(document->cairo, thickness);
    pango->cairo_rectangle(document->cairo, x, y, width, height);
    pango->cairo_stroke(document->cairo);
}
