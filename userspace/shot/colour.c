// SPDX-License-Identifier: MIT
/* What the values of a picture stand for. */
#include <linux/videodev2.h>

#include "shot.h"

/* Code points of ITU-T H.273. */
#define PRIMARIES_BT709 1
#define PRIMARIES_BT2020 9
#define PRIMARIES_P3 12
#define TRANSFER_BT709 1
#define TRANSFER_SRGB 13
#define TRANSFER_PQ 16
#define TRANSFER_HLG 18

/* EOTFs of CTA-861, as in HDR_OUTPUT_METADATA. */
#define EOTF_PQ 2
#define EOTF_HLG 3

static uint8_t eotf_of_connector(struct vprime_card *card, uint32_t connector)
{
	drmModePropertyBlobRes *blob;
	uint64_t id;
	uint8_t eotf = 0;

	if (vprime_property_get(card, connector, "HDR_OUTPUT_METADATA", &id) || !id)
		return 0;
	blob = drmModeGetPropertyBlob(card->fd, id);
	if (!blob)
		return 0;
	if (blob->length >= sizeof(struct hdr_output_metadata)) {
		const struct hdr_output_metadata *metadata = blob->data;

		eotf = metadata->hdmi_metadata_type1.eotf;
	}
	drmModeFreePropertyBlob(blob);
	return eotf;
}

static bool has_colorspace(struct vprime_card *card, uint32_t connector, const char *name)
{
	uint64_t value, wanted;

	return !vprime_property_get(card, connector, "Colorspace", &value) &&
	       !vprime_property_enum(card, connector, "Colorspace", name, &wanted) &&
	       value == wanted;
}

struct shot_colour shot_colour_of_connector(struct vprime_card *card, uint32_t connector)
{
	struct shot_colour colour = SHOT_SRGB;

	if (has_colorspace(card, connector, "BT2020_RGB"))
		colour.primaries = PRIMARIES_BT2020;
	else if (has_colorspace(card, connector, "DCI-P3_RGB_D65"))
		colour.primaries = PRIMARIES_P3;
	switch (eotf_of_connector(card, connector)) {
	case EOTF_PQ:
		colour.transfer = TRANSFER_PQ;
		break;
	case EOTF_HLG:
		colour.transfer = TRANSFER_HLG;
		break;
	}
	return colour;
}

struct shot_colour shot_colour_of_video(uint32_t colorspace, uint32_t xfer_func)
{
	struct shot_colour colour = SHOT_SRGB;

	switch (colorspace) {
	case V4L2_COLORSPACE_BT2020:
		colour.primaries = PRIMARIES_BT2020;
		break;
	case V4L2_COLORSPACE_DCI_P3:
		colour.primaries = PRIMARIES_P3;
		break;
	}
	switch (xfer_func) {
	case V4L2_XFER_FUNC_709:
		colour.transfer = TRANSFER_BT709;
		break;
	case V4L2_XFER_FUNC_SMPTE2084:
		colour.transfer = TRANSFER_PQ;
		break;
	}
	return colour;
}
