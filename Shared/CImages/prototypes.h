#pragma once
// What is used of libturbojpeg and libpng, as their own headers declare it, enumerations as the integers that they are,
// so that neither is needed to build; a test compiles this file after theirs, so that no difference stays unseen.
#include <stddef.h>
#include <stdint.h>

// libturbojpeg
typedef void *tjhandle;
tjhandle tjInitDecompress(void);
int tjDecompressHeader3(tjhandle handle, const unsigned char *jpegBuf, unsigned long jpegSize, int *width, int *height,
                        int *jpegSubsamp, int *jpegColorspace);
int tjDecompress2(tjhandle handle, const unsigned char *jpegBuf, unsigned long jpegSize, unsigned char *dstBuf,
                  int width, int pitch, int height, int pixelFormat, int flags);
char *tjGetErrorStr2(tjhandle handle);
int tjDestroy(tjhandle handle);

// libpng's simplified interface; its structures under names of our own, for they have no tags to be declared again by.
struct colophon_png_image {
    void *opaque;
    uint32_t version;
    uint32_t width;
    uint32_t height;
    uint32_t format;
    uint32_t flags;
    uint32_t colormap_entries;
    uint32_t warning_or_error;
    char message[64];
};
struct colophon_png_colour {
    unsigned char red;
    unsigned char green;
    unsigned char blue;
};
