// Which tokens meet in a convolution over time; shared by conv1d and conv1d_dw. Include after
// record.glsl.
struct ConvRows {
    uint tokens;
    bool segmented;
    IntIn segments; // read only where there are some
};

// Does token n, number t of its row, see the token `away` from it?
bool conv_meets(ConvRows rows, uint n, uint t, int away) {
    int seen = int(t) + away;
    if (seen < 0 || seen >= int(rows.tokens)) return false;
    if (!rows.segmented) return true;
    int segment = rows.segments.v[n];
    return segment >= 0 && rows.segments.v[uint(int(n) + away)] == segment;
}
