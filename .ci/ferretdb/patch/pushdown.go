package sqlite

import (
	"fmt"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// pushDown turns what a filter says of top-level texts, {field: "text"} and {field: {$in: ["text", …]}}, into a WHERE
// clause whose expressions are those of the indexes that createIndexes made. What is selected is filtered again by
// FerretDB itself, so that the clause may let too much through. It must not let too little: a list that holds the text
// would match as well, and is let through for that reason.
func pushDown(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any
	for _, field := range filter.Keys() {
		if strings.ContainsAny(field, `$."\`) {
			continue
		}
		texts := wanted(must.NotFail(filter.Get(field)))
		if len(texts) == 0 {
			continue
		}
		column := fmt.Sprintf("%s->%q", metadata.DefaultColumn, field)
		if field == "_id" {
			column = metadata.IDColumn
		}
		marks := strings.Repeat(", ?", len(texts))[2:]
		// A list's JSON begins with a bracket, and so lies between "[" and "\".
		conditions = append(conditions, fmt.Sprintf(`(%[1]s IN (%[2]s) OR (%[1]s >= '[' AND %[1]s < '\'))`, column, marks))
		args = append(args, texts...)
	}
	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// wanted returns the texts one of which a field has to be, in JSON; nil when it can be something else too.
func wanted(value any) []any {
	switch value := value.(type) {
	case string, types.ObjectID:
		return []any{string(must.NotFail(sjson.MarshalSingleValue(value)))}
	case *types.Document:
		listed, _ := value.Get("$in")
		list, ok := listed.(*types.Array)
		if !ok || list.Len() == 0 {
			return nil
		}
		texts := make([]any, list.Len())
		for i := range texts {
			text, ok := must.NotFail(list.Get(i)).(string)
			if !ok {
				return nil
			}
			texts[i] = string(must.NotFail(sjson.MarshalSingleValue(text)))
		}
		return texts
	}
	return nil
}
