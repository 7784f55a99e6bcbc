// The place of element i in rows of `width` elements, carried along the loop over elements without a
// division per step. Include after record.glsl.
//     Walk at = walk_start(width);
//     for (uint i = FIRST_ELEMENT; i < n; i += ELEMENT_STRIDE, walk_next(at)) .. at.row, at.column ..
struct Walk {
    uint row, column; // i / width, i % width
    uint row_step, column_step, width;
};

Walk walk_start(uint width) {
    uint i = FIRST_ELEMENT, step = ELEMENT_STRIDE;
    return Walk(i / width, i % width, step / width, step % width, width);
}

void walk_next(inout Walk at) {
    at.row += at.row_step;
    at.column += at.column_step;
    if (at.column >= at.width) {
        at.column -= at.width;
        at.row++;
    }
}
