#pragma once
// Pictures as grey values: libturbojpeg reads JPEG, libpng PNG.
//
// A service that never sees a picture should not map them, so they are loaded by name when the first one comes. A picture
// is read by one function of fixed shape; no pointer to a library's own objects ever reaches Swift.
#include <dlfcn.h>
#include <string.h>

#include "prototypes.h"

// Written once, before anybody else sees them.
struct __attribute__((swift_attr("@Sendable"))) colophon_jpeg {
    __typeof__(&tjInitDecompress) init;
    __typeof__(&tjDecompressHeader3) header;
    __typeof__(&tjDecompress2) decompress;
    __typeof__(&tjGetErrorStr2) error;
    __typeof__(&tjDestroy) destroy;
};

struct __attribute__((swift_attr("@Sendable"))) colophon_png {
    // png_image_begin_read_from_memory, png_image_finish_read, png_image_free
    int (*begin)(struct colophon_png_image *image, const void *memory, size_t size);
    int (*finish)(struct colophon_png_image *image, const struct colophon_png_colour *background, void *buffer,
                  int32_t row_stride, void *colormap);
    void (*free)(struct colophon_png_image *image);
};

// Loads the library, which stays loaded. NULL when it can be used, or else its name. Not from two threads at once.
static inline const char *colophon_jpeg_load(struct colophon_jpeg *jpeg) {
    static const char name[] = "libturbojpeg.so.0";
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return name;
    *(void **)&jpeg->init = dlsym(library, "tjInitDecompress");
    *(void **)&jpeg->header = dlsym(library, "tjDecompressHeader3");
    *(void **)&jpeg->decompress = dlsym(library, "tjDecompress2");
    *(void **)&jpeg->error = dlsym(library, "tjGetErrorStr2");
    *(void **)&jpeg->destroy = dlsym(library, "tjDestroy");
    return jpeg->init && jpeg->header && jpeg->decompress && jpeg->error && jpeg->destroy ? NULL : name;
}

// Loads the library, which stays loaded. NULL when it can be used, or else its name. Not from two threads at once.
static inline const char *colophon_png_load(struct colophon_png *png) {
    static const char name[] = "libpng16.so.16";
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return name;
    *(void **)&png->begin = dlsym(library, "png_image_begin_read_from_memory");
    *(void **)&png->finish = dlsym(library, "png_image_finish_read");
    *(void **)&png->free = dlsym(library, "png_image_free");
    return png->begin && png->finish && png->free ? NULL : name;
}

// The grey values of a JPEG of `width` × `height` at `eighths`/8 of its size, row by row, `capacity` bytes at most: as many
// as ceil(width · eighths / 8) × ceil(height · eighths / 8). 0, or -1 with the library's words in `message` (ended, 128
// bytes): anything that makes the library doubt the file counts.
static inline int colophon_jpeg_read(const struct colophon_jpeg *jpeg, const unsigned char *bytes, size_t count, int width,
                                     int height, int eighths, unsigned char *grey, size_t capacity, char *message) {
    enum { grey_pixels = 6, accurate = 4096, stop_on_warning = 8192, limit_scans = 32768 };
    message[0] = 0;
    tjhandle handle = jpeg->init();
    if (handle == NULL) return -1;
    int stated_width = 0, stated_height = 0, subsampling = 0, colours = 0;
    int result = jpeg->header(handle, bytes, (unsigned long)count, &stated_width, &stated_height, &subsampling, &colours);
    const int scaled_width = (width * eighths + 7) / 8, scaled_height = (height * eighths + 7) / 8;
    if (result == 0) {
        // Another size than was looked at before would go past the buffer.
        if (stated_width != width || stated_height != height || (size_t)scaled_width * (size_t)scaled_height > capacity)
            result = -1;
        else
            result = jpeg->decompress(handle, bytes, (unsigned long)count, grey, scaled_width, scaled_width,
                                      scaled_height, grey_pixels, accurate | stop_on_warning | limit_scans);
    }
    if (result != 0) strncat(message, jpeg->error(handle), 127);
    jpeg->destroy(handle);
    return result;
}

// The grey values of a PNG of `width` × `height`, row by row, on white, `capacity` bytes at most. 0, or -1 with the
// library's words in `message` (ended, 128 bytes).
static inline int colophon_png_read(const struct colophon_png *png, const unsigned char *bytes, size_t count, uint32_t width,
                                    uint32_t height, unsigned char *grey, size_t capacity, char *message) {
    enum { grey_format = 0, failed = 2 };
    static const struct colophon_png_colour white = {255, 255, 255};
    struct colophon_png_image image;
    memset(&image, 0, sizeof image);
    image.version = 1;
    message[0] = 0;
    int isRead = png->begin(&image, bytes, count) != 0 && image.width == width && image.height == height &&
                 (size_t)width * height <= capacity;
    if (isRead) {
        image.format = grey_format;
        isRead = png->finish(&image, &white, grey, (int32_t)width, NULL) != 0 && (image.warning_or_error & failed) == 0;
    }
    if (!isRead) strncat(message, image.message, 63);
    png->free(&image);
    return isRead ? 0 : -1;
}
