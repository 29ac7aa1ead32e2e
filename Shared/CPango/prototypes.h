#pragma once
// What is used of cairo, pango and fontconfig, as their own headers declare it, enumerations as the integers that they
// are. Their headers lie in folders that only pkg-config knows, and asking it would also link some twenty libraries to
// every service; a test compiles this file after theirs, so that no difference stays unseen.

typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _FcConfig FcConfig;
typedef struct _PangoAttrList PangoAttrList;
typedef struct _PangoAttribute PangoAttribute;
typedef struct _PangoContext PangoContext;
typedef struct _PangoFcFontMap PangoFcFontMap;
typedef struct _PangoFontDescription PangoFontDescription;
typedef struct _PangoFontMap PangoFontMap;
typedef struct _PangoLanguage PangoLanguage;
typedef struct _PangoLayout PangoLayout;

// libcairo
cairo_surface_t *cairo_pdf_surface_create_for_stream(unsigned (*write)(void *, const unsigned char *, unsigned),
                                                     void *closure, double width, double height);
void cairo_pdf_surface_set_metadata(cairo_surface_t *surface, unsigned metadata, const char *utf8);
void cairo_surface_finish(cairo_surface_t *surface);
void cairo_surface_destroy(cairo_surface_t *surface);
unsigned cairo_surface_status(cairo_surface_t *surface);
cairo_t *cairo_create(cairo_surface_t *surface);
void cairo_destroy(cairo_t *cairo);
unsigned cairo_status(cairo_t *cairo);
const char *cairo_status_to_string(unsigned status);
void cairo_save(cairo_t *cairo);
void cairo_restore(cairo_t *cairo);
void cairo_clip(cairo_t *cairo);
void cairo_show_page(cairo_t *cairo);
void cairo_move_to(cairo_t *cairo, double x, double y);
void cairo_rectangle(cairo_t *cairo, double x, double y, double width, double height);
void cairo_set_line_width(cairo_t *cairo, double width);
void cairo_set_source_rgb(cairo_t *cairo, double red, double green, double blue);
void cairo_stroke(cairo_t *cairo);
void cairo_fill(cairo_t *cairo);

// libpango, libpangoft2, libpangocairo
PangoContext *pango_font_map_create_context(PangoFontMap *map);
void pango_context_set_language(PangoContext *context, PangoLanguage *language);
void pango_context_set_round_glyph_positions(PangoContext *context, int round);
PangoLanguage *pango_language_from_string(const char *language);
PangoFontDescription *pango_font_description_new(void);
void pango_font_description_free(PangoFontDescription *description);
void pango_font_description_set_family(PangoFontDescription *description, const char *family);
void pango_font_description_set_weight(PangoFontDescription *description, unsigned weight);
void pango_font_description_set_absolute_size(PangoFontDescription *description, double size);
PangoAttrList *pango_attr_list_new(void);
void pango_attr_list_insert(PangoAttrList *list, PangoAttribute *attribute);
void pango_attr_list_unref(PangoAttrList *list);
PangoAttribute *pango_attr_insert_hyphens_new(int insert);
PangoAttribute *pango_attr_letter_spacing_new(int spacing);
PangoLayout *pango_layout_new(PangoContext *context);
void pango_layout_set_alignment(PangoLayout *layout, unsigned alignment);
void pango_layout_set_attributes(PangoLayout *layout, PangoAttrList *attributes);
void pango_layout_set_auto_dir(PangoLayout *layout, int automatic);
void pango_layout_set_ellipsize(PangoLayout *layout, unsigned mode);
void pango_layout_set_font_description(PangoLayout *layout, const PangoFontDescription *description);
void pango_layout_set_height(PangoLayout *layout, int height);
void pango_layout_set_line_spacing(PangoLayout *layout, float factor);
void pango_layout_set_text(PangoLayout *layout, const char *text, int length);
void pango_layout_set_width(PangoLayout *layout, int width);
void pango_layout_set_wrap(PangoLayout *layout, unsigned wrap);
void pango_layout_get_size(PangoLayout *layout, int *width, int *height);
int pango_layout_get_baseline(PangoLayout *layout);
PangoFontMap *pango_cairo_font_map_new_for_font_type(unsigned type);
void pango_cairo_update_context(cairo_t *cairo, PangoContext *context);
void pango_cairo_show_layout(cairo_t *cairo, PangoLayout *layout);
void pango_fc_font_map_set_config(PangoFcFontMap *map, FcConfig *config);

// libfontconfig, libgobject
FcConfig *FcConfigCreate(void);
int FcConfigAppFontAddFile(FcConfig *config, const unsigned char *file);
void FcConfigDestroy(FcConfig *config);
void g_object_unref(void *object);
